import type { FileNode } from '@supermin/core';
import { BLOCK_SIZE } from '../format/constants.ts';
import { FreeSpace } from '../layout/free-space.ts';
import { planGeometry } from '../layout/geometry.ts';
import { type PlacedAhead, placeAhead } from './data-extents.ts';
import { dataBytesOf } from './demand.ts';
import type { ImagePlan } from './image-plan.ts';

/** Inodes that mke2fs makes are enough for nearly every tree. */
const INODES_UNKNOWN = 0;

/**
 * Places the data of files in an image of `size` bytes of which nothing else is known yet, as `planImage` is going to place
 * it if the files come first there.
 *
 * @returns undefined if they do not fit
 */
export function planAhead(files: readonly FileNode[], size: number): PlacedAhead | undefined {
  const geometry = planGeometry(size, INODES_UNKNOWN);
  if (geometry === undefined) return undefined;
  const space = new FreeSpace(geometry);
  let blocks = 0;
  for (const file of files) blocks += dataBytesOf(file, undefined) / BLOCK_SIZE;
  return blocks > space.size ? undefined : placeAhead(files, space);
}

/** Has the plan, when it is there, these files in these places? Not if there are more inodes than was thought. */
export function keepsAhead(
  { data, aheadExtents, sources }: ImagePlan,
  ahead: PlacedAhead,
): boolean {
  const { extents } = ahead;
  if (aheadExtents !== extents.count) return false;
  for (let extent = 0; extent < aheadExtents; extent++) {
    if (
      data.offset[extent] !== extents.offset[extent] ||
      data.length[extent] !== extents.length[extent] ||
      data.sourceOffset[extent] !== extents.sourceOffset[extent] ||
      sources[data.source[extent]!] !== ahead.sources[extents.source[extent]!]
    ) {
      return false;
    }
  }
  return true;
}
