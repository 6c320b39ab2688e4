import { fstatSync, ftruncateSync, readSync } from 'node:fs';
import { copySparse as copyByProgram, writeAll } from '@supermin/core/writer';
import { spawnTied } from '../processes/tied-child.ts';

const BLOCK = 64 * 1024;
const SLAB = 16 * BLOCK;

/**
 * Copies a file of which most is holes, and leaves holes there: by cp, which does not outlive us, or by reading all of it.
 *
 * @param from a descriptor open for reading
 * @param to one of an empty file
 * @throws the system's error
 */
export async function copySparse(from: number, to: number): Promise<void> {
  if (!(await copyByProgram(from, to, { start: spawnTied }))) copyBlocks(from, to);
}

/** Blocks of zeros are left out. */
function copyBlocks(from: number, to: number): void {
  const { size } = fstatSync(from);
  const slab = Buffer.alloc(SLAB);
  const zeros = Buffer.alloc(BLOCK);
  for (let at = 0; at < size; ) {
    const length = readSync(from, slab, 0, SLAB, at);
    if (length === 0) break;
    for (let begin = 0; begin < length; begin += BLOCK) {
      const block = slab.subarray(begin, Math.min(begin + BLOCK, length));
      if (!block.equals(zeros.subarray(0, block.length)))
        writeAll(to, block, block.length, at + begin);
    }
    at += length;
  }
  ftruncateSync(to, size);
}
