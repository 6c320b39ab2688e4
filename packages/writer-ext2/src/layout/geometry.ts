import {
  BITS_PER_BLOCK,
  BLOCK_SIZE,
  BLOCKS_PER_GROUP,
  DESCRIPTOR_SIZE,
  INODES_PER_BLOCK,
} from '../format/constants.ts';

/** Where the fixed structures of a filesystem lie. All counts are in blocks where nothing else is said. */
export interface Geometry {
  blocks: number;
  groups: number;
  inodes: number;
  inodesPerGroup: number;
  inodeTableBlocks: number;
  descriptorBlocks: number;
  /** Behind the descriptors, so that `resize2fs` can add groups. */
  reservedDescriptorBlocks: number;
  /** Blocks that only root may take. */
  reservedBlocks: number;
}

/** mke2fs.conf's inode_ratio: bytes of the image for each inode. */
const BYTES_PER_INODE = 16_384;

/** A last group with fewer data blocks than this is not worth its structures (mke2fs). */
const SMALLEST_GROUP = 50;

/** Percent of the blocks that only root may take (mke2fs's default, so that `df` shows what supermin 5's images show). */
const RESERVED_PERCENT = 5;

const MAXIMUM_BLOCKS = 2 ** 32 - 1;

/**
 * Lays out an image of `bytes` bytes by the rules of `mke2fs -t ext2 -b 4096`, so that whatever reads those reads
 * this; more inodes than mke2fs would make if `inodesNeeded` says so.
 *
 *     group 0: | superblock | descriptors | reserved | block bitmap | inode bitmap | inode table | data ... |
 *     group 1: |  ... the same, as a backup: also in the groups 3^n, 5^n, 7^n                               |
 *     group 2: | block bitmap | inode bitmap | inode table | data ...                                       |
 *
 * Whole blocks only, and a last group that could hold next to nothing is left out: the end of the image stays unused.
 * Undefined if the structures alone do not fit.
 */
export function planGeometry(bytes: number, inodesNeeded: number): Geometry | undefined {
  let blocks = Math.min(Math.floor(bytes / BLOCK_SIZE), MAXIMUM_BLOCKS);
  const inodes = Math.max(Math.floor((blocks * BLOCK_SIZE) / BYTES_PER_INODE), inodesNeeded);
  for (;;) {
    const groups = Math.ceil(blocks / BLOCKS_PER_GROUP);
    if (groups === 0) return undefined;
    const inodeTableBlocks = Math.ceil(Math.ceil(inodes / groups) / INODES_PER_BLOCK);
    const inodesPerGroup = inodeTableBlocks * INODES_PER_BLOCK;
    if (inodesPerGroup > BITS_PER_BLOCK) return undefined;
    const geometry: Geometry = {
      blocks,
      groups,
      inodes: inodesPerGroup * groups,
      inodesPerGroup,
      inodeTableBlocks,
      descriptorBlocks: descriptorBlocks(groups),
      reservedDescriptorBlocks: reservedDescriptorBlocks(blocks, groups),
      reservedBlocks: Math.floor((blocks * RESERVED_PERCENT) / 100),
    };
    const last = blocksOfGroup(geometry, groups - 1);
    const spare = last - overheadOfGroup(geometry, groups - 1);
    if (last === BLOCKS_PER_GROUP || spare >= SMALLEST_GROUP) {
      return spare > 0 ? geometry : undefined;
    }
    if (groups === 1) return spare > 0 ? geometry : undefined;
    blocks -= last;
  }
}

/** Room for the descriptors of 1,024 times as many blocks, as far as block numbers go. */
function reservedDescriptorBlocks(blocks: number, groups: number): number {
  const largest = Math.ceil(Math.min(blocks * 1024, MAXIMUM_BLOCKS) / BLOCKS_PER_GROUP);
  return descriptorBlocks(largest) - descriptorBlocks(groups);
}

function descriptorBlocks(groups: number): number {
  return Math.ceil((groups * DESCRIPTOR_SIZE) / BLOCK_SIZE);
}

/** Whether the group has a copy of superblock and descriptors (sparse_super). */
export function hasSuperblock(group: number): boolean {
  return group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
}

function isPower(number: number, base: number): boolean {
  let power = base;
  while (power < number) power *= base;
  return power === number;
}

export function groupStart(group: number): number {
  return group * BLOCKS_PER_GROUP;
}

export function blocksOfGroup(geometry: Geometry, group: number): number {
  return Math.min(BLOCKS_PER_GROUP, geometry.blocks - groupStart(group));
}

/** Blocks of the group in front of its block bitmap. */
export function backupBlocks(geometry: Geometry, group: number): number {
  if (!hasSuperblock(group)) return 0;
  return 1 + geometry.descriptorBlocks + geometry.reservedDescriptorBlocks;
}

/** All blocks of the group in front of its data. */
export function overheadOfGroup(geometry: Geometry, group: number): number {
  return backupBlocks(geometry, group) + 2 + geometry.inodeTableBlocks;
}

/** Groups besides group 0 that have a copy of superblock and descriptors. */
export function backupGroups({ groups }: Geometry): number[] {
  const found = groups > 1 ? [1] : [];
  for (const base of [3, 5, 7]) {
    for (let power = base; power < groups; power *= base) found.push(power);
  }
  return found.sort((a, b) => a - b);
}

/** Blocks that no structure takes. */
export function freeBlocks(geometry: Geometry): number {
  const { blocks, groups, inodeTableBlocks } = geometry;
  const copies = 1 + backupGroups(geometry).length;
  return blocks - groups * (2 + inodeTableBlocks) - copies * backupBlocks(geometry, 0);
}
