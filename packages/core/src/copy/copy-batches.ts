import { closeSync, openSync, readSync } from 'node:fs';
import { setDone, takeBatches } from './batches.ts';
import type { CopyJob, SharedPart } from './copy-job.ts';
import { SOURCE_FLAGS } from './source-flags.ts';
import { WriteBuffer } from './write-buffer.ts';

/** Of all jobs that write to one file: half a megabyte for each would stay until there is a garbage collection. */
let writeBuffer: WriteBuffer | undefined;

/**
 * The work of the second thread: it takes batches until there are none. One that does not succeed, for whatever reason, is
 * left to the first thread, which knows what to say.
 */
export function copyBatches(job: CopyJob): void {
  if (writeBuffer?.fd !== job.fd) writeBuffer = new WriteBuffer(job.fd);
  for (const batch of takeBatches(job.batches, 'back')) {
    try {
      copyBatch(job, batch, writeBuffer);
    } catch {
      writeBuffer.fill = 0;
      continue;
    }
    setDone(job.batches, batch);
  }
}

function copyBatch(job: CopyJob, batch: number, writeBuffer: WriteBuffer): void {
  const { alignment, extents, firstExtent, sources } = job;
  for (let extent = firstExtent[batch]!; extent < firstExtent[batch + 1]!; extent++) {
    const source = sources[extents.source[extent]!];
    if (source === undefined) continue;
    writeBuffer.seek(extents.offset[extent]!);
    const start = extents.sourceOffset[extent]!;
    const length = extents.length[extent]!;
    if (source instanceof SharedArrayBuffer) copyMemory(source, writeBuffer, start, length);
    else if (isPart(source)) copyFile(source.path, writeBuffer, source.offset + start, length);
    else copyFile(source, writeBuffer, start, length);
    writeBuffer.pad(alignment);
  }
  writeBuffer.flush();
}

function isPart(source: string | Uint8Array | SharedPart): source is SharedPart {
  return typeof source !== 'string' && 'offset' in source;
}

function copyMemory(
  source: SharedArrayBuffer,
  writeBuffer: WriteBuffer,
  start: number,
  length: number,
): void {
  for (let offset = 0; offset < length; ) {
    if (writeBuffer.room === 0) writeBuffer.flush();
    const count = Math.min(length - offset, writeBuffer.room);
    writeBuffer.buffer.set(new Uint8Array(source, start + offset, count), writeBuffer.fill);
    writeBuffer.fill += count;
    offset += count;
  }
}

function copyFile(
  path: string | Uint8Array,
  writeBuffer: WriteBuffer,
  start: number,
  length: number,
): void {
  const fd = openSync(path as Buffer, SOURCE_FLAGS);
  try {
    for (let offset = 0; offset < length; ) {
      if (writeBuffer.room === 0) writeBuffer.flush();
      const wanted = Math.min(length - offset, writeBuffer.room);
      const count = readSync(fd, writeBuffer.buffer, writeBuffer.fill, wanted, start + offset);
      if (count === 0) throw new RangeError('the file has become shorter');
      writeBuffer.fill += count;
      offset += count;
    }
  } finally {
    closeSync(fd);
  }
}
