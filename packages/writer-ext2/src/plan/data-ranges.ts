import { blocksFor } from '../format/blocks.ts';
import { BLOCK_SIZE } from '../format/constants.ts';

/**
 * The parts of a sparse file that hold data: start and end (excluded) in bytes, alternating, rising. What is between
 * them is holes.
 */
export type DataRanges = Float64Array;

/** Calls `each` with every run of blocks, counted in the file, that holds data; ranges that share a block are one. */
export function eachDataRun(
  size: number,
  ranges: DataRanges,
  each: (logical: number, count: number) => void,
): void {
  const blocks = blocksFor(size);
  let start = 0;
  let end = 0;
  for (let index = 0; index + 1 < ranges.length; index += 2) {
    const from = Math.max(Math.floor(ranges[index]! / BLOCK_SIZE), end);
    const to = Math.min(blocksFor(ranges[index + 1]!), blocks);
    if (to <= from) continue;
    if (from > end) {
      if (end > start) each(start, end - start);
      start = from;
    }
    end = to;
  }
  if (end > start) each(start, end - start);
}
