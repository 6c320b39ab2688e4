import { readSync } from 'node:fs';
import type { Pacer } from '@supermin/core';
import { BLOCK_SIZE } from '../format/constants.ts';
import type { DataRanges } from '../plan/data-ranges.ts';

const CHUNK = 1 << 20;

/**
 * The data ranges of an open file, or of a part of it, found by reading it: blocks of zeros count as holes.
 *
 * @param base where the part begins; the ranges count from there
 */
export async function scanForZeros(
  fd: number,
  size: number,
  pacer: Pacer,
  base = 0,
): Promise<DataRanges> {
  const chunk = Buffer.allocUnsafeSlow(CHUNK);
  const zeros = Buffer.alloc(CHUNK);
  const ranges: number[] = [];
  for (let offset = 0; offset < size; ) {
    if (pacer.due()) await pacer.rest();
    const count = readSync(fd, chunk, 0, Math.min(CHUNK, size - offset), base + offset);
    // A file that has shrunk: the copying says so.
    if (count === 0) break;
    if (chunk.compare(zeros, 0, count, 0, count) !== 0) {
      addBlocks(ranges, chunk.subarray(0, count), zeros, offset);
    }
    offset += count;
  }
  return Float64Array.from(ranges);
}

/** Adds the blocks of a chunk that are not all zeros; the chunk begins at `offset` of the part. */
function addBlocks(ranges: number[], chunk: Buffer, zeros: Buffer, offset: number): void {
  for (let start = 0; start < chunk.length; start += BLOCK_SIZE) {
    const end = Math.min(start + BLOCK_SIZE, chunk.length);
    if (chunk.compare(zeros, 0, end - start, start, end) === 0) continue;
    if (ranges.at(-1) === offset + start) ranges[ranges.length - 1] = offset + end;
    else ranges.push(offset + start, offset + end);
  }
}
