import { BLOCK_SIZE } from './constants.ts';

const BLOCK_BITS = Math.log2(BLOCK_SIZE);

/** Below this nothing is lost in an integer of 32 bits. */
const SHORT = 2 ** 31 - BLOCK_SIZE;

/** Blocks that hold `bytes` bytes. */
export function blocksFor(bytes: number): number {
  // A quotient with a fraction is an object to V8, for each of all files.
  if (bytes < SHORT) return (bytes + BLOCK_SIZE - 1) >>> BLOCK_BITS;
  return Math.ceil(bytes / BLOCK_SIZE);
}
