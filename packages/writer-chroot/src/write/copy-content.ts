import { ftruncateSync, writeSync } from 'node:fs';
import type { Pacer } from '@supermin/core';
import { type FileNode, SLAB_SIZE } from '@supermin/core/writer';
import type { ContentReader } from './content-reader.ts';

/** What holes are made of. */
const BLOCK = 4096;

const ZEROS = Buffer.alloc(SLAB_SIZE);

/**
 * Copies a file's bytes into the empty file `fd` through `slab`. Of a sparse file blocks of zeros become holes, where nobody has
 * said where they are: Node.js cannot ask the kernel.
 */
export async function copyContent(
  reader: ContentReader,
  { size, sparse = false, dataRanges = Float64Array.of(0, size) }: FileNode,
  fd: number,
  slab: Buffer,
  pacer: Pacer,
): Promise<void> {
  // The end may be a hole; and behind the end of a file that grows XFS reserves space, and may keep it reserved.
  if (sparse) ftruncateSync(fd, size);
  for (let range = 0; range < dataRanges.length; range += 2) {
    const end = dataRanges[range + 1]!;
    for (let offset = dataRanges[range]!; offset < end; offset += SLAB_SIZE) {
      const length = Math.min(SLAB_SIZE, end - offset);
      reader.read(slab, length, offset);
      if (sparse) writeData(fd, slab, length, offset);
      else writeRange(fd, slab, 0, length, offset);
      if (pacer.due()) await pacer.rest();
    }
  }
}

/** Writes runs of blocks that are not all zeros. */
function writeData(fd: number, slab: Buffer, length: number, position: number): void {
  if (isZero(slab, 0, length)) return;
  let start = 0;
  for (let at = 0; at < length; at += BLOCK) {
    const end = Math.min(at + BLOCK, length);
    if (!isZero(slab, at, end)) continue;
    writeRange(fd, slab, start, at, position);
    start = end;
  }
  writeRange(fd, slab, start, length, position);
}

function isZero(slab: Buffer, start: number, end: number): boolean {
  return slab.compare(ZEROS, 0, end - start, start, end) === 0;
}

/** @param position of the slab's first byte */
function writeRange(fd: number, slab: Buffer, start: number, end: number, position: number): void {
  for (let at = start; at < end; ) at += writeSync(fd, slab, at, end - at, position + at);
}
