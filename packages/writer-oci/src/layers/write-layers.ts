import type { Report, WriterContext } from '@supermin/core';
import type { ImageLayout } from '@supermin/core/oci';
import type { Compression } from '../options.ts';
import type { PlannedLayer } from './layer-plan.ts';
import { type WrittenLayer, writeLayer } from './write-layer.ts';

/** Compressing keeps a thread busy, and zlib has four. */
const AT_A_TIME = 4;

/**
 * Writes layers, several at a time.
 *
 * @returns in the order of `layers`, whichever was ready first
 * @throws the first error, once nothing is at work any more
 */
export async function writeLayers(
  layers: readonly PlannedLayer[],
  layout: ImageLayout,
  compression: Compression,
  context: Pick<WriterContext, 'host' | 'signal' | 'report'>,
): Promise<WrittenLayer[]> {
  const progress = new SharedProgress(context.report, layers);
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const written: WrittenLayer[] = [];
  const errors: unknown[] = [];
  let next = 0;
  const work = async () => {
    while (next < layers.length && errors.length === 0) {
      const index = next++;
      const own = { host: context.host, signal, report: progress.reportOf(index) };
      written[index] = await writeLayer(layers[index]!.tree, layout, compression, own);
    }
  };
  const workers = Array.from({ length: AT_A_TIME }, () =>
    work().catch((error) => {
      errors.push(error);
      failed.abort(error);
    }),
  );
  await Promise.all(workers);
  context.signal.throwIfAborted();
  if (errors.length > 0) throw errors[0];
  return written;
}

/** The progress of all layers as one. */
class SharedProgress {
  readonly #done: number[];
  readonly #total: number;

  constructor(
    private readonly report: Report,
    layers: readonly PlannedLayer[],
  ) {
    this.#done = layers.map(() => 0);
    const files = layers.flatMap(({ tree }) => tree.files());
    this.#total = [...new Set(files)].reduce((bytes, { size }) => bytes + size, 0);
  }

  reportOf(layer: number): Report {
    return (event) => {
      if (event.kind !== 'progress') {
        this.report(event);
        return;
      }
      this.#done[layer] = event.done;
      const done = this.#done.reduce((sum, bytes) => sum + bytes, 0);
      this.report({ ...event, done, total: this.#total });
    };
  }
}
