import { type FileNode, type FileTree, isPlainFile } from '@supermin/core/writer';
import { blocksFor } from '../format/blocks.ts';
import { FreeSpace } from '../layout/free-space.ts';
import { planGeometry } from '../layout/geometry.ts';
import { type PlacedAhead, placeAhead } from './data-extents.ts';
import type { ImagePlan } from './image-plan.ts';

/** Inodes that mke2fs makes are enough for nearly every tree. */
const INODES_UNKNOWN = 0;

/**
 * Places the data of files in an image of which nothing is known yet but its size, as `planImage` is going to place it if
 * these files come first there, in the same order.
 */
export class AheadPlan {
  /** Blocks that are taken. */
  #blocks = 0;

  private constructor(private readonly space: FreeSpace) {}

  /** @returns undefined if there is no filesystem of this many bytes */
  static of(size: number): AheadPlan | undefined {
    const geometry = planGeometry(size, INODES_UNKNOWN);
    return geometry && new AheadPlan(new FreeSpace(geometry));
  }

  /**
   * Places more files, behind those that are placed.
   *
   * @returns undefined if they do not fit
   */
  place(files: readonly FileNode[]): PlacedAhead | undefined {
    let blocks = 0;
    for (let order = 0; order < files.length; order++) blocks += blocksFor(files[order]!.size);
    if (this.#blocks + blocks > this.space.size) return undefined;
    const placed = placeAhead(files, this.space, this.#blocks);
    this.#blocks += blocks;
    return placed;
  }
}

/**
 * The files that come first in an image: `first`, then those of the host, in the order in which they went into the tree. A file
 * with several names comes as often.
 */
export function filesAhead(tree: FileTree, first: readonly FileNode[]): FileNode[] {
  return [...first, ...tree.files().filter(isPlainFile)];
}

/** Extents that were placed ahead, if the plan has just these, in these places, first; else undefined. Then all is placed anew. */
export function keptAhead(
  { data, aheadExtents, sources }: ImagePlan,
  ahead: readonly PlacedAhead[],
): number | undefined {
  let next = 0;
  for (const { extents, sources: placed } of ahead) {
    if (next + extents.count > aheadExtents) return undefined;
    for (let extent = 0; extent < extents.count; extent++, next++) {
      if (
        data.offset[next] !== extents.offset[extent] ||
        data.length[next] !== extents.length[extent] ||
        data.sourceOffset[next] !== extents.sourceOffset[extent] ||
        sources[data.source[next]!] !== placed[extents.source[extent]!]
      ) {
        return undefined;
      }
    }
  }
  return next;
}
