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
 * block, the last of a block reaches to its end. Blocks that stay empty hold one entry of inode 0. The target must be
 * zero before.
 */
export function encodeDirectory(
  target: Buffer,
  at: number,
  blocks: number,
  self: number,
  parent: number,
  entries: DirectoryEntries,
): void {
  const view = new DataView(target.buffer, target.byteOffset, target.length);
  const type = ENTRY_TYPES.directory;
  encodeEntry(target, view, at, self, '.', type);
  let previous = at + entrySize(1);
  encodeEntry(target, view, previous, parent, '..', type);
  let cursor = previous + entrySize(2);
  let end = at + BLOCK_SIZE;
  for (let index = 0; index < entries.count; index++) {
    const name = entries.name(index);
    const size = entrySize(name.length);
    if (cursor + size > end) {
      stretchEntry(view, previous, end);
      cursor = end;
      end += BLOCK_SIZE;
    }
    encodeEntry(target, view, cursor, entries.inode(index), name, entries.type(index));
    previous = cursor;
    cursor += size;
  }
  stretchEntry(view, previous, end);
  for (; end < at + blocks * BLOCK_SIZE; end += BLOCK_SIZE) {
    stretchEntry(view, end, end + BLOCK_SIZE);
  }
}

/** Makes an entry, the last of its block, reach to the block's end. */
function stretchEntry(view: DataView, at: number, end: number): void {
  view.setUint16(at + 4, end - at, true);
}

function encodeEntry(
  target: Buffer,
  view: DataView,
  at: number,
  inode: number,
  name: string,
  type: number,
): void {
  view.setUint32(at, inode, true);
  view.setUint32(at + 4, entrySize(name.length) | (name.length << 16) | (type << 24), true);
  target.write(name, at + HEADER, 'latin1');
}
