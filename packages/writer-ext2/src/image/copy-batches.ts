import { closeSync, openSync, readSync } from 'node:fs';
import type { DataExtents } from '../plan/data-extents.ts';
import { Slab } from './slab.ts';
import { SOURCE_FLAGS } from './source-flags.ts';

/** Plain data and shared memory: what a thread can be handed. */
export interface SharedJob {
  /** Of the image; descriptors belong to the process. */
  fd: number;
  blockSize: number;
  data: DataExtents;
  /** By batch: its first extent; one more at the end. */
  firstExtent: Uint32Array;
  /** By source, as `node:fs` takes it; undefined for what is no file: not a thread's work. */
  paths: readonly (string | Uint8Array | undefined)[];
  /** [NEXT]: the first batch that nobody has taken; from [BATCHES] on, by batch: 1 when it is done. */
  shared: Int32Array<SharedArrayBuffer>;
}

const NEXT = 0;
export const BATCHES = 1;

/** The next batch that nobody else will take; undefined when there is none left. */
export function takeBatch({ shared, firstExtent }: SharedJob): number | undefined {
  const batch = Atomics.add(shared, NEXT, 1);
  return batch < firstExtent.length - 1 ? batch : undefined;
}

export function isDone({ shared }: SharedJob, batch: number): boolean {
  return Atomics.load(shared, BATCHES + batch) === 1;
}

export function setDone({ shared }: SharedJob, batch: number): void {
  Atomics.store(shared, BATCHES + batch, 1);
}

export function allDone(job: SharedJob): boolean {
  for (let batch = 0; batch < job.firstExtent.length - 1; batch++) {
    if (!isDone(job, batch)) return false;
  }
  return true;
}

/**
 * The work of the second thread: it takes batches until there are none. One that does not succeed, for whatever reason, is
 * left to the first thread, which knows what to say.
 */
export function copyBatches(job: SharedJob): void {
  const slab = new Slab(job.fd);
  for (let batch = takeBatch(job); batch !== undefined; batch = takeBatch(job)) {
    try {
      copyBatch(job, batch, slab);
    } catch {
      slab.fill = 0;
      continue;
    }
    setDone(job, batch);
  }
}

function copyBatch(
  { blockSize, data, firstExtent, paths }: SharedJob,
  batch: number,
  slab: Slab,
): void {
  for (let extent = firstExtent[batch]!; extent < firstExtent[batch + 1]!; extent++) {
    const path = paths[data.source[extent]!];
    if (path === undefined) continue;
    slab.seek(data.imageOffset[extent]!);
    const source = openSync(path as Buffer, SOURCE_FLAGS);
    try {
      copyExtent(source, slab, data.sourceOffset[extent]!, data.length[extent]!);
    } finally {
      closeSync(source);
    }
    slab.pad(blockSize);
  }
  slab.flush();
}

function copyExtent(source: number, slab: Slab, start: number, length: number): void {
  for (let offset = 0; offset < length; ) {
    if (slab.room === 0) slab.flush();
    const wanted = Math.min(length - offset, slab.room);
    const count = readSync(source, slab.buffer, slab.fill, wanted, start + offset);
    if (count === 0) throw new RangeError('the file has become shorter');
    slab.fill += count;
    offset += count;
  }
}
