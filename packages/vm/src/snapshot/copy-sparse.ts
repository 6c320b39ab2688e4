import { once } from 'node:events';
import { fstatSync, ftruncateSync, readSync } from 'node:fs';
import { writeAll } from '@supermin/core/writer';
import { findHostProgram } from '../processes/find-host-program.ts';
import { spawnTied } from '../processes/tied-child.ts';

const BLOCK = 64 * 1024;
const SLAB = 16 * BLOCK;

/**
 * Copies a file of which most is holes, and leaves holes there. By cp of GNU coreutils, which asks the kernel where they are, and
 * shares the bytes where the filesystem can; Node.js cannot. Where there is another cp, by reading all of it.
 *
 * @param from a descriptor open for reading
 * @param to one of an empty file
 * @throws the system's error
 */
export async function copySparse(from: number, to: number): Promise<void> {
  if (await copyByProgram(from, to)) return;
  ftruncateSync(to, 0);
  copyBlocks(from, to);
}

async function copyByProgram(from: number, to: number): Promise<boolean> {
  const cp = findHostProgram(['cp']);
  if (cp === undefined) return false;
  const child = spawnTied(
    cp,
    ['--sparse=auto', '--reflink=auto', '--', '/proc/self/fd/3', '/proc/self/fd/4'],
    { stdio: ['ignore', 'ignore', 'ignore', from, to] },
  );
  const [status] = await once(child, 'exit').catch(() => [1]);
  return status === 0;
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
