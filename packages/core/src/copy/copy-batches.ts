import { closeSync, openSync, readSync } from 'node:fs';
import { setDone, takeBatches } from './batches.ts';
import type { CopyJob, SharedPart } from './copy-job.ts';
import { Slab } from './slab.ts';
import { SOURCE_FLAGS } from './source-flags.ts';

/** Of all jobs that write to one file: half a megabyte for each would stay until there is a garbage collection. */
let slab: Slab | undefined;

/**
 * The work of the second thread: it takes batches until there are none. One that does not succeed, for whatever reason, is
 * left to the first thread, which knows what to say.
 */
export function copyBatches(job: CopyJob): void {
  if (slab?.fd !== job.fd) slab = new Slab(job.fd);
  for (const batch of takeBatches(job.batches, 'back')) {
    try {
      copyBatch(job, batch, slab);
    } catch {
      slab.fill = 0;
      continue;
    }
    setDone(job.batches, batch);
  }
}

function copyBatch(job: CopyJob, batch: number, slab: Slab): void {
  const { alignment, extents, firstExtent, sources } = job;
  for (let extent = firstExtent[batch]!; extent < firstExtent[batch + 1]!; extent++) {
    const source = sources[extents.source[extent]!];
    if (source === undefined) continue;
    slab.seek(extents.offset[extent]!);
    const start = extents.sourceOffset[extent]!;
    const length = extents.length[extent]!;
    if (source instanceof SharedArrayBuffer) copyMemory(source, slab, start, length);
    else if (isPart(source)) copyFile(source.path, slab, source.offset + start, length);
    else copyFile(source, slab, start, length);
    slab.pad(alignment);
  }
  slab.flush();
}

function isPart(source: string | Uint8Array | SharedPart): source is SharedPart {
  return typeof source !== 'string' && 'offset' in source;
}

function copyMemory(source: SharedArrayBuffer, slab: Slab, start: number, length: number): void {
  for (let offset = 0; offset < length; ) {
    if (slab.room === 0) slab.flush();
    const count = Math.min(length - offset, slab.room);
    slab.buffer.set(new Uint8Array(source, start + offset, count), slab.fill);
    slab.fill += count;
    offset += count;
  }
}

function copyFile(path: string | Uint8Array, slab: Slab, start: number, length: number): void {
  const fd = openSync(path as Buffer, SOURCE_FLAGS);
  try {
    for (let offset = 0; offset < length; ) {
      if (slab.room === 0) slab.flush();
      const wanted = Math.min(length - offset, slab.room);
      const count = readSync(fd, slab.buffer, slab.fill, wanted, start + offset);
      if (count === 0) throw new RangeError('the file has become shorter');
      slab.fill += count;
      offset += count;
    }
  } finally {
    closeSync(fd);
  }
}
