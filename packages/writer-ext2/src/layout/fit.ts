import { BITS_PER_BLOCK, BLOCK_SIZE, BLOCKS_PER_GROUP } from '../format/constants.ts';
import { formatSize } from '../size-text.ts';
import { freeBlocks, type Geometry, planGeometry } from './geometry.ts';
import { MAXIMUM_SIZE, parseSize, type SizeRequest } from './size-request.ts';

/** What has to fit into the image. */
export interface Load {
  /** Blocks besides the fixed structures. */
  blocks: number;
  inodes: number;
}

/** An image that is large enough. */
export interface Fit {
  /** Bytes of the image file. */
  size: number;
  geometry: Geometry;
}

/** `auto`: at least this much room, in bytes, and at least this part of what is used. A hole costs nothing. */
const SPARE = { bytes: 256 * 2 ** 20, part: 1 / 4 };

const MEBIBYTE = 2 ** 20;

/** More than growing in steps may be above the smallest size. */
const OVERSHOOT = 16 * MEBIBYTE;

/** The image that the user asked for; undefined if the load does not fit into it. */
export function fit(request: SizeRequest, load: Load): Fit | undefined {
  switch (request.kind) {
    case 'fixed': {
      const geometry = planGeometry(request.bytes, load.inodes);
      if (geometry === undefined || freeBlocks(geometry) < load.blocks) return undefined;
      return { size: request.bytes, geometry };
    }
    case 'free':
      // Free for everybody: root's reserve does not count.
      return smallest(
        load,
        Math.ceil(request.bytes / BLOCK_SIZE),
        (geometry) => geometry.reservedBlocks,
      );
    case 'auto': {
      const spare = Math.max(SPARE.bytes / BLOCK_SIZE, Math.ceil(load.blocks * SPARE.part));
      return smallest(load, spare, () => 0);
    }
  }
}

/**
 * The smallest size that the load fits into, in bytes, of those that `formatSize` writes exactly; undefined if there is
 * none.
 */
export function smallestSize(load: Load): number | undefined {
  const enough = smallest(load, 0, () => 0)?.size;
  if (enough === undefined) return undefined;
  // A larger image also has more inodes, so the load may fit into one and not into a slightly larger one.
  let size = Math.max(load.blocks * BLOCK_SIZE, enough - OVERSHOOT);
  for (; size <= MAXIMUM_SIZE; size += BLOCK_SIZE) {
    const written = parseSize(formatSize(size));
    if (written.kind === 'fixed' && fit(written, load) !== undefined) return written.bytes;
  }
  return enough;
}

/** Grows by what is missing until nothing is; each round misses only the structures for what the last one added. */
function smallest(
  load: Load,
  spare: number,
  withheld: (geometry: Geometry) => number,
): Fit | undefined {
  const fullGroups = Math.ceil(load.inodes / BITS_PER_BLOCK) - 1;
  const needed = Math.max(load.blocks + spare, fullGroups * BLOCKS_PER_GROUP);
  let size = roundUp(needed * BLOCK_SIZE);
  while (size <= MAXIMUM_SIZE) {
    const geometry = planGeometry(size, load.inodes);
    const free = geometry && freeBlocks(geometry) - withheld(geometry);
    if (geometry !== undefined && free! >= load.blocks + spare) return { size, geometry };
    const missing = free === undefined ? 1 : load.blocks + spare - free;
    size = roundUp(size + missing * BLOCK_SIZE);
  }
  return undefined;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / MEBIBYTE) * MEBIBYTE;
}
