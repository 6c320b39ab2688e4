import type { Overhead } from '@supermin/core';
import { hasSuperblock } from '../layout/geometry.ts';
import { damaged } from './errors.ts';
import type { ImageFile } from './image-file.ts';
import type { FoundSuperblock } from './read-superblock.ts';

/** Of 128 MiB each, as with blocks of 4 KiB, these are 128 TiB. */
const MAXIMUM_GROUPS = 1 << 20;

/** What the descriptors of all groups tell together. */
export interface FoundGroups {
  /** Where the inode table of each group starts: block numbers. */
  inodeTables: number[];
  freeBlocks: number;
}

/** @throws SuperminError `EXT2_DAMAGED` */
export function readGroups(image: ImageFile): FoundGroups {
  const { superblock } = image;
  const { blockSize, descriptorSize, firstDataBlock } = superblock;
  const count = groupCount(superblock);
  if (count > MAXIMUM_GROUPS) throw damaged(image.path, `it has ${count} groups of blocks`);
  const bytes = image.read((firstDataBlock + 1) * blockSize, count * descriptorSize);
  const found: FoundGroups = { inodeTables: [], freeBlocks: 0 };
  for (let group = 0; group < count; group++) {
    const at = group * descriptorSize;
    const high = (place: number, width: 2 | 4) =>
      descriptorSize < 64 ? 0 : bytes.readUIntLE(at + place, width);
    found.inodeTables.push(bytes.readUInt32LE(at + 8) + high(0x28, 4) * 2 ** 32);
    found.freeBlocks += bytes.readUInt16LE(at + 12) + high(0x2c, 2) * 2 ** 16;
  }
  return found;
}

function groupCount({ blocks, firstDataBlock, blocksPerGroup }: FoundSuperblock): number {
  return Math.ceil((blocks - firstDataBlock) / blocksPerGroup);
}

/** The blocks that belong to the filesystem itself, by kind. */
export function structureBlocks(superblock: FoundSuperblock): Overhead[] {
  const { blockSize, descriptorSize, inodesPerGroup, inodeSize, firstDataBlock } = superblock;
  const groups = groupCount(superblock);
  const descriptors = Math.ceil((groups * descriptorSize) / blockSize);
  let copies = 0;
  for (let group = 0; group < groups; group++) if (hasCopy(superblock, group)) copies++;
  const bytes = (blocks: number) => blocks * blockSize;
  const tables = groups * Math.ceil((inodesPerGroup * inodeSize) / blockSize);
  return [
    { name: 'boot block', bytes: bytes(firstDataBlock) },
    { name: 'superblocks and group descriptors', bytes: bytes(copies * (1 + descriptors)) },
    {
      name: 'reserved for more group descriptors',
      bytes: bytes(copies * superblock.reservedDescriptorBlocks),
    },
    { name: 'block and inode bitmaps', bytes: bytes(2 * groups) },
    { name: 'inode tables', bytes: bytes(tables) },
  ];
}

function hasCopy({ backups }: FoundSuperblock, group: number): boolean {
  if (group === 0 || backups === 'all') return true;
  return backups === 'sparse' ? hasSuperblock(group) : backups.includes(group);
}
