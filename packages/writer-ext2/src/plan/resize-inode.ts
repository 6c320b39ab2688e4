import { BLOCK_SIZE, POINTERS_PER_BLOCK } from '../format/constants.ts';
import { FILE_TYPE_BITS, type Inode } from '../format/inode.ts';
import { encodeTimestamp } from '../format/timestamp.ts';
import { storeWords, wordsAt } from '../format/words.ts';
import { backupGroups, groupStart } from '../layout/geometry.ts';
import type { Image } from './image.ts';

/*
 * The blocks that are reserved for further group descriptors belong to inode 7, so that nothing else takes them. It
 * is a file of one double indirect block and nothing else: that block (the zone's first) lists the reserved blocks of
 * group 0, and each of these is an indirect block that lists its own copies in the backup groups.
 */

const DOUBLE_INDIRECT = 13;

/** As large as a double indirect block can address. */
const SIZE = (POINTERS_PER_BLOCK ** 2 + POINTERS_PER_BLOCK + 12) * BLOCK_SIZE;

export function resizeInode(image: Image): Inode {
  const { demand, geometry, inventory, space } = image;
  const copies = 1 + backupGroups(geometry).length;
  const blocks = new Uint32Array(15);
  blocks[DOUBLE_INDIRECT] = space.blockAt(demand.aheadBlocks);
  return {
    mode: FILE_TYPE_BITS.file | 0o600,
    uid: 0,
    gid: 0,
    size: SIZE,
    links: 1,
    sectors: (1 + geometry.reservedDescriptorBlocks * copies) * (BLOCK_SIZE / 512),
    mtime: inventory.time,
    created: encodeTimestamp(inventory.time),
    blocks,
    attributeBlock: 0,
    flags: 0,
  };
}

/**
 * Writes the double indirect block; zero before. Each block stands where it would among all descriptor blocks: of those
 * the largest filesystem has as many as the block has entries.
 */
export function encodeResizeDouble({ geometry }: Image, target: Buffer, at: number): void {
  const first = 1 + geometry.descriptorBlocks;
  const words = wordsAt(target, at, POINTERS_PER_BLOCK);
  for (let index = 0; index < geometry.reservedDescriptorBlocks; index++) {
    words[geometry.descriptorBlocks + index] = first + index;
  }
  storeWords(words);
}

/** Writes the reserved blocks of group 0; zero before. */
export function encodeReservedDescriptors({ geometry }: Image, target: Buffer, at: number): void {
  const starts = backupGroups(geometry).map(groupStart);
  const first = 1 + geometry.descriptorBlocks;
  const words = wordsAt(target, at, geometry.reservedDescriptorBlocks * POINTERS_PER_BLOCK);
  for (let index = 0; index < geometry.reservedDescriptorBlocks; index++) {
    let cursor = index * POINTERS_PER_BLOCK;
    for (const start of starts) words[cursor++] = start + first + index;
  }
  storeWords(words);
}
