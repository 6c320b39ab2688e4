import type { BytePath } from '@supermin/core';
import type { Extents } from '@supermin/core/writer';
import type { FreeSpace } from '../layout/free-space.ts';
import type { Geometry } from '../layout/geometry.ts';
import type { BlockPointers } from './block-pointers.ts';
import type { Demand } from './demand.ts';
import type { Identity } from './identity.ts';
import { type Inventory, inodeNumber } from './inventory.ts';

/** All that has been decided about an image: what its metadata is encoded from. */
export interface Image {
  inventory: Inventory;
  demand: Demand;
  geometry: Geometry;
  space: FreeSpace;
  extents: Extents;
  /** By index of the inventory: its first extent, and the one behind its last. */
  firstExtent: Uint32Array;
  endExtent: Uint32Array;
  identity: Identity;
  /** Where the filesystem says that it belongs. */
  mountPoint: BytePath | undefined;
  /** By group: its inodes that are directories. */
  directories: Uint32Array;
  /** A scratch object for the encoders. */
  pointers: BlockPointers;
  /** Positions of the free space that are taken. */
  usedBlocks: number;
}

/** Inodes in use are the first ones. */
export function usedInodes(inventory: Inventory): number {
  return inodeNumber(inventory.count - 1);
}

/** How many inodes of the group are in use. */
export function usedInodesOfGroup(image: Image, group: number): number {
  const { inodesPerGroup } = image.geometry;
  const used = usedInodes(image.inventory) - group * inodesPerGroup;
  return Math.min(Math.max(used, 0), inodesPerGroup);
}

/** Counts the directories among each group's inodes. */
export function directoriesByGroup(inventory: Inventory, geometry: Geometry): Uint32Array {
  const directories = new Uint32Array(geometry.groups);
  for (let index = 0; index < inventory.count; index++) {
    if (inventory.nodes[index]!.type !== 'directory') continue;
    directories[Math.floor((inodeNumber(index) - 1) / geometry.inodesPerGroup)]!++;
  }
  return directories;
}
