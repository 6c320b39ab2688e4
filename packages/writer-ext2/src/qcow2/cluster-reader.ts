import type { BytePath } from '@supermin/core';
import { SourceReader } from '@supermin/core/writer';
import { SOURCE_FAILURES } from '../errors.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { CLUSTER_SIZE } from './format.ts';

/** Makes the clusters of a planned image in memory, from its first to its last. */
export class ClusterReader {
  readonly #reader: SourceReader;
  #run = 0;
  #extent = 0;
  /** The run that the last cluster ended in. */
  #encoded: { run: number; bytes: Buffer } | undefined;

  constructor(private readonly plan: ImagePlan) {
    this.#reader = new SourceReader(plan.sources, SOURCE_FAILURES);
  }

  /** Files that this user may not read: in their place are zeros. */
  get unreadable(): readonly BytePath[] {
    return this.#reader.unreadable;
  }

  /** In memory of its own. Clusters are asked for in rising order. @throws SuperminError `EXT2_SOURCE_CHANGED`; system errors */
  read(cluster: number): Buffer {
    const target = Buffer.alloc(CLUSTER_SIZE);
    this.#readMetadata(cluster * CLUSTER_SIZE, target);
    this.#readData(cluster * CLUSTER_SIZE, target);
    return target;
  }

  close(): void {
    this.#reader.close();
  }

  #readMetadata(start: number, target: Buffer): void {
    const { offset, length, count } = this.plan.metadata;
    for (; this.#run < count; this.#run++) {
      const part = overlap(offset[this.#run]!, length[this.#run]!, start);
      if (part.length > 0)
        this.#encodedRun(this.#run).copy(target, part.at, part.from, part.from + part.length);
      if (offset[this.#run]! + length[this.#run]! > start + CLUSTER_SIZE) return;
    }
  }

  #encodedRun(run: number): Buffer {
    if (this.#encoded?.run !== run) {
      const bytes = Buffer.alloc(this.plan.metadata.length[run]!);
      this.plan.metadata.encode(run, bytes, 0);
      this.#encoded = { run, bytes };
    }
    return this.#encoded.bytes;
  }

  #readData(start: number, target: Buffer): void {
    const { offset, length, source, sourceOffset, count } = this.plan.data;
    for (; this.#extent < count; this.#extent++) {
      const extent = this.#extent;
      const part = overlap(offset[extent]!, length[extent]!, start);
      if (part.length > 0 && this.#reader.select(source[extent]!)) {
        this.#reader.read(target, part.at, part.length, sourceOffset[extent]! + part.from);
      }
      if (offset[extent]! + length[extent]! > start + CLUSTER_SIZE) return;
    }
  }
}

/** Which bytes of a part of the image are in the cluster that begins at `start`: none if `length` is not above 0. */
function overlap(
  offset: number,
  length: number,
  start: number,
): { at: number; from: number; length: number } {
  const first = Math.max(offset, start);
  const end = Math.min(offset + length, start + CLUSTER_SIZE);
  return { at: first - start, from: first - offset, length: end - first };
}
