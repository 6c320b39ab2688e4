import type { Report } from '../events/event.ts';
import type { Pacer } from '../events/pacer.ts';
import type { BytePath } from '../path/byte-path.ts';
import { allDone, isDone, setDone, takeBatches } from './batches.ts';
import type { CopyJob, CopyRequest } from './copy-job.ts';
import type { CopyThread } from './copy-thread.ts';
import { Slab } from './slab.ts';
import { type SourceFailures, SourceReader } from './source-reader.ts';

export interface CopyOptions {
  pacer: Pacer;
  /** Gets `progress` in bytes; the last one has `done === total`. */
  report: Report;
  failures: SourceFailures;
  /** Shares the work, and has begun it; without one this thread does it all. */
  thread?: CopyThread | undefined;
}

/**
 * Copies many pieces of files into one: the only loop of an image or an archive whose speed matters. Read straight into a
 * slab, padded there, written when it is full or the next extent lies elsewhere.
 *
 * @param job of this request
 * @returns when all else is copied: every file that may not be read
 * @throws what `failures` make; system errors
 */
export async function copyExtents(
  request: CopyRequest,
  job: CopyJob,
  options: CopyOptions,
): Promise<BytePath[]> {
  const copier = new Copier(request, job, options);
  try {
    await copier.copyOthers();
    for (const batch of takeBatches(job.batches, 'front')) {
      await copier.copyBatch(batch);
    }
    // A thread that is still on its way to the first batch is not waited for.
    if (!allDone(job.batches)) await options.thread?.ended();
    return await copier.copyRest();
  } finally {
    copier.close();
  }
}

class Copier {
  readonly #slab: Slab;
  readonly #reader: SourceReader;
  readonly #total: number;

  constructor(
    { sources, extents }: CopyRequest,
    private readonly job: CopyJob,
    private readonly options: CopyOptions,
  ) {
    this.#slab = new Slab(job.fd);
    this.#reader = new SourceReader(sources, options.failures);
    this.#total = sum(extents.length);
  }

  /** What the other thread can't read. */
  async copyOthers(): Promise<void> {
    const { extents, sources } = this.job;
    for (let extent = 0; extent < extents.count; extent++) {
      if (sources[extents.source[extent]!] === undefined) await this.#copyExtent(extent);
    }
    this.#slab.flush();
  }

  async copyBatch(batch: number): Promise<void> {
    const { extents, firstExtent, sources } = this.job;
    for (let extent = firstExtent[batch]!; extent < firstExtent[batch + 1]!; extent++) {
      if (sources[extents.source[extent]!] !== undefined) await this.#copyExtent(extent);
    }
    this.#slab.flush();
    setDone(this.job.batches, batch);
  }

  /** What the other thread has left undone. */
  async copyRest(): Promise<BytePath[]> {
    for (let batch = 0; batch < this.job.firstExtent.length - 1; batch++) {
      if (!isDone(this.job.batches, batch)) await this.copyBatch(batch);
    }
    const { unreadable } = this.#reader;
    if (unreadable.length === 0) this.#progress(this.#total);
    return unreadable;
  }

  close(): void {
    this.#reader.close();
  }

  async #copyExtent(extent: number): Promise<void> {
    const { pacer } = this.options;
    const { extents, alignment } = this.job;
    const [slab, reader] = [this.#slab, this.#reader];
    if (!reader.select(extents.source[extent]!)) return;
    slab.seek(extents.offset[extent]!);
    const end = extents.length[extent]!;
    for (let offset = 0; offset < end; ) {
      if (slab.room === 0) slab.flush();
      const length = Math.min(end - offset, slab.room);
      reader.read(slab.buffer, slab.fill, length, extents.sourceOffset[extent]! + offset);
      slab.fill += length;
      offset += length;
      if (pacer.due()) {
        this.#progress(this.#doneBytes());
        await pacer.rest();
      }
    }
    slab.pad(alignment);
  }

  #progress(done: number): void {
    this.options.report({ kind: 'progress', done, total: this.#total, unit: 'bytes' });
  }

  /** Of whole batches, whoever has done them. */
  #doneBytes(): number {
    const { batches, extents, firstExtent } = this.job;
    let bytes = 0;
    for (let batch = 0; batch < firstExtent.length - 1; batch++) {
      if (!isDone(batches, batch)) continue;
      bytes += sum(extents.length.subarray(firstExtent[batch]!, firstExtent[batch + 1]!));
    }
    return bytes;
  }
}

function sum(lengths: Float64Array): number {
  let total = 0;
  for (const length of lengths) total += length;
  return total;
}
