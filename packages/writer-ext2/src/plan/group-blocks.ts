import { setBits } from '../format/bitmap.ts';
import {
  BITS_PER_BLOCK,
  BLOCK_SIZE,
  DESCRIPTOR_SIZE,
  SUPERBLOCK_OFFSET,
} from '../format/constants.ts';
import { encodeGroupDescriptor } from '../format/group-descriptor.ts';
import { encodeSuperblock } from '../format/superblock.ts';
import { backupBlocks, blocksOfGroup, groupStart, overheadOfGroup } from '../layout/geometry.ts';
import { type Image, usedInodes, usedInodesOfGroup } from './image.ts';

/** Writes the block with the group's copy of the superblock; zero before. In group 0 it stands behind a boot sector. */
export function encodeSuperblockBlock(
  image: Image,
  group: number,
  target: Buffer,
  at: number,
): void {
  const { geometry, identity, inventory, mountPoint, space, usedBlocks } = image;
  encodeSuperblock(target, group === 0 ? at + SUPERBLOCK_OFFSET : at, {
    inodes: geometry.inodes,
    blocks: geometry.blocks,
    reservedBlocks: geometry.reservedBlocks,
    freeBlocks: space.size - usedBlocks,
    freeInodes: geometry.inodes - usedInodes(inventory),
    inodesPerGroup: geometry.inodesPerGroup,
    reservedDescriptorBlocks: geometry.reservedDescriptorBlocks,
    overheadBlocks: geometry.blocks - space.size,
    uuid: identity.uuid,
    hashSeed: identity.hashSeed,
    time: inventory.time,
    mountPoint,
    group,
  });
}

/** Writes all group descriptors; zero before. */
export function encodeDescriptors(image: Image, target: Buffer, at: number): void {
  const { directories, geometry, space, usedBlocks } = image;
  for (let group = 0; group < geometry.groups; group++) {
    const blockBitmap = groupStart(group) + backupBlocks(geometry, group);
    const overhead = overheadOfGroup(geometry, group);
    const used = overhead + space.usedInGroup(group, usedBlocks);
    encodeGroupDescriptor(target, at + group * DESCRIPTOR_SIZE, {
      blockBitmap,
      inodeBitmap: blockBitmap + 1,
      inodeTable: blockBitmap + 2,
      freeBlocks: blocksOfGroup(geometry, group) - used,
      freeInodes: geometry.inodesPerGroup - usedInodesOfGroup(image, group),
      directories: directories[group]!,
    });
  }
}

/** Writes the group's block bitmap and inode bitmap; zero before. What lies behind the last bit counts as taken. */
export function encodeBitmaps(image: Image, group: number, target: Buffer, at: number): void {
  const { geometry, space, usedBlocks } = image;
  const used = overheadOfGroup(geometry, group) + space.usedInGroup(group, usedBlocks);
  setBits(target, at, 0, used);
  setBits(target, at, blocksOfGroup(geometry, group), BITS_PER_BLOCK);
  setBits(target, at + BLOCK_SIZE, 0, usedInodesOfGroup(image, group));
  setBits(target, at + BLOCK_SIZE, geometry.inodesPerGroup, BITS_PER_BLOCK);
}
