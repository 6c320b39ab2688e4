import type { BytePath } from '@supermin/core';

const HEADER = 8;

export interface FoundEntry {
  name: BytePath;
  inode: number;
}

/**
 * The entries of one block of a directory, without `.` and `..`; a hash tree (dir_index) hides in entries that are not in use.
 *
 * @returns undefined for a block that is damaged
 */
export function readDirectoryBlock(block: Buffer): FoundEntry[] | undefined {
  const found: FoundEntry[] = [];
  for (let at = 0; at + HEADER <= block.length; ) {
    const inode = block.readUInt32LE(at);
    // In blocks of 64 KiB the length of a whole block does not fit.
    const length = block.readUInt16LE(at + 4) || block.length;
    const nameLength = block[at + 6]!;
    if (length < HEADER || at + length > block.length || HEADER + nameLength > length) {
      return undefined;
    }
    const name = block.toString('latin1', at + HEADER, at + HEADER + nameLength);
    if (inode !== 0 && name !== '.' && name !== '..') {
      if (name === '' || name.includes('/') || name.includes('\0')) return undefined;
      found.push({ name, inode });
    }
    at += length;
  }
  return found;
}
