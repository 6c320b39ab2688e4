import { ftruncateSync, writeSync } from 'node:fs';
import type { Pacer } from '@supermin/core';
import { type FileNode, WRITE_BUFFER_SIZE } from '@supermin/core/writer';
import type { ContentReader } from './content-reader.ts';

/** What holes are made of. */
const BLOCK = 4096;

const ZEROS = Buffer.alloc(WRITE_BUFFER_SIZE);

/**
 * Copies a file's bytes into the empty file `fd` through the write buffer. Of a sparse file blocks of zeros become holes, where nobody has
 * said where they are: Node.js cannot ask the kernel.
 */
export async function copyContent(
  reader: ContentReader,
  { size, sparse = false, dataRanges = Float64Array.of(0, size) }: FileNode,
  fd: number,
  writeBuffer: Buffer,
  pacer: Pacer,
): Promise<void> {
  // The end may be a hole; and behind the end of a file that grows XFS reserves space, and may keep it reserved.
  if (sparse) ftruncateSync(fd, size);
  for (let range = 0; range < dataRanges.length; range += 2) {
    const end = dataRanges[range + 1]!;
    for (let offset = dataRanges[range]!; offset < end; offset += WRITE_BUFFER_SIZE) {
      const length = Math.min(WRITE_BUFFER_SIZE, end - offset);
      reader.read(writeBuffer, length, offset);
      if (sparse) writeData(fd, writeBuffer, length, offset);
      else writeRange(fd, writeBuffer, 0, length, offset);
      if (pacer.due()) await pacer.rest();
    }
  }
}

/** Writes runs of blocks that are not all zeros. */
function writeData(fd: number, writeBuffer: Buffer, length: number, position: number): void {
  if (isZero(writeBuffer, 0, length)) return;
  let start = 0;
  for (let at = 0; at < length; at += BLOCK) {
    const end = Math.min(at + BLOCK, length);
    if (!isZero(writeBuffer, at, end)) continue;
    writeRange(fd, writeBuffer, start, at, position);
    start = end;
  }
  writeRange(fd, writeBuffer, start, length, position);
}

function isZero(writeBuffer: Buffer, start: number, end: number): boolean {
  return writeBuffer.compare(ZEROS, 0, end - start, start, end) === 0;
}

/** @param position of the writeBuffer's first byte */
function writeRange(
  fd: number,
  writeBuffer: Buffer,
  start: number,
  end: number,
  position: number,
): void {
  for (let at = start; at < end; ) at += writeSync(fd, writeBuffer, at, end - at, position + at);
}
