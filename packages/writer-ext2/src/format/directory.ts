import type { TreeNode } from '@supermin/core';
import { BLOCK_SIZE } from './constants.ts';

const HEADER = 8;

/** The file type byte of a directory entry (feature filetype). */
export const ENTRY_TYPES: Readonly<Record<TreeNode['type'], number>> = {
  file: 1,
  directory: 2,
  character: 3,
  block: 4,
  fifo: 5,
  socket: 6,
  symlink: 7,
};

/** What stands in one directory besides `.` and `..`, in the order in which it is written. */
export interface DirectoryEntries {
  count: number;
  /** Byte string, 1 to 255 bytes. */
  name(index: number): string;
  inode(index: number): number;
  /** A value of {@link ENTRY_TYPES}. */
  type(index: number): number;
}

/** Bytes that an entry takes at least: a multiple of 4. */
export function entrySize(nameLength: number): number {
  return (HEADER + nameLength + 3) & ~3;
}

/** Blocks that {@link encodeDirectory} needs. */
export function directoryBlocks(entries: Pick<DirectoryEntries, 'count' | 'name'>): number {
  let blocks = 1;
  let fill = entrySize(1) + entrySize(2);
  for (let index = 0; index < entries.count; index++) {
    const size = entrySize(entries.name(index).length);
    if (fill + size > BLOCK_SIZE) {
      blocks++;
      fill = 0;
    }
    fill += size;
  }
  return blocks;
}

/**
 * Writes an unindexed directory of `blocks` blocks: `.`, `..`, then the entries one after the other; none crosses a
 * block, the last of a block reaches to its end. Blocks that stay empty hold one entry of inode 0.
 */
export function encodeDirectory(
  target: Buffer,
  at: number,
  blocks: number,
  self: number,
  parent: number,
  entries: DirectoryEntries,
): void {
  let cursor = at;
  let previous = at;
  let end = at + BLOCK_SIZE;
  const put = (name: string, inode: number, type: number) => {
    const size = entrySize(name.length);
    if (cursor + size > end) {
      closeBlock(target, previous, end);
      cursor = end;
      end += BLOCK_SIZE;
    }
    encodeEntry(target, cursor, inode, size, name, type);
    previous = cursor;
    cursor += size;
  };
  put('.', self, ENTRY_TYPES.directory);
  put('..', parent, ENTRY_TYPES.directory);
  for (let index = 0; index < entries.count; index++) {
    put(entries.name(index), entries.inode(index), entries.type(index));
  }
  closeBlock(target, previous, end);
  for (; end < at + blocks * BLOCK_SIZE; end += BLOCK_SIZE) {
    encodeEntry(target, end, 0, BLOCK_SIZE, '', 0);
  }
}

/** Makes the last entry of a block reach to the block's end. */
export function closeBlock(target: Buffer, lastEntry: number, end: number): void {
  target.writeUInt16LE(end - lastEntry, lastEntry + 4);
}

/** Writes one entry; the padding behind its name must be zero before. */
export function encodeEntry(
  target: Buffer,
  at: number,
  inode: number,
  size: number,
  name: string,
  type: number,
): void {
  target.writeUInt32LE(inode, at);
  target.writeUInt16LE(size, at + 4);
  target.writeUInt8(name.length, at + 6);
  target.writeUInt8(type, at + 7);
  target.write(name, at + HEADER, 'latin1');
}
