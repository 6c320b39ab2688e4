import type { TreeNode } from '@supermin/core/writer';
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

/** One directory: its inodes, and what stands in it besides `.` and `..`, in the order in which it is written. */
export interface Directory {
  self: number;
  parent: number;
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
export function directoryBlocks(directory: Pick<Directory, 'count' | 'name'>): number {
  let blocks = 1;
  let fill = entrySize(1) + entrySize(2);
  for (let index = 0; index < directory.count; index++) {
    const size = entrySize(directory.name(index).length);
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
 *
 * It is put together as text, a character for each byte, and written at once: to write each name takes three times as long.
 */
export function encodeDirectory(
  target: Buffer,
  at: number,
  blocks: number,
  directory: Directory,
): void {
  const text: string[] = [];
  // Zeros in front of the next entry; at the end of all they are there.
  let gap = 0;
  const put = (inode: number, name: string, type: number, size: number) => {
    text.push(zeros(gap), headerText(inode, name.length, type, size), name);
    gap = size - HEADER - name.length;
  };
  const type = ENTRY_TYPES.directory;
  put(directory.self, '.', type, entrySize(1));
  let used = 1;
  let room = BLOCK_SIZE - entrySize(1);
  // The last entry is held back until it is known how far it reaches.
  let last = { inode: directory.parent, name: '..', type };
  for (let index = 0; index < directory.count; index++) {
    const name = directory.name(index);
    const size = entrySize(last.name.length);
    const fits = size + entrySize(name.length) <= room;
    put(last.inode, last.name, last.type, fits ? size : room);
    room = fits ? room - size : BLOCK_SIZE;
    if (!fits) used++;
    last = { inode: directory.inode(index), name, type: directory.type(index) };
  }
  put(last.inode, last.name, last.type, room);
  for (; used < blocks; used++) put(0, '', 0, BLOCK_SIZE);
  target.write(text.join(''), at, 'latin1');
}

const ZEROS = ['', '\0', '\0\0', '\0\0\0'];

function zeros(count: number): string {
  return ZEROS[count] ?? '\0'.repeat(count);
}

/** @param size up to the next entry: at least `entrySize` */
function headerText(inode: number, nameLength: number, type: number, size: number): string {
  return String.fromCharCode(
    inode & 0xff,
    (inode >>> 8) & 0xff,
    (inode >>> 16) & 0xff,
    inode >>> 24,
    size & 0xff,
    size >>> 8,
    nameLength,
    type,
  );
}
