import type { BytePath } from '@supermin/core';
import type { Content, Extents, FileNode, FileTree } from '@supermin/core/writer';
import { tooMuchFree, tooSmall, treeTooLarge } from '../errors.ts';
import { BLOCK_SIZE } from '../format/constants.ts';
import { type Fit, fit, smallestSize } from '../layout/fit.ts';
import { FreeSpace } from '../layout/free-space.ts';
import type { SizeRequest } from '../layout/size-request.ts';
import { BlockPointers } from './block-pointers.ts';
import { placeData } from './data-extents.ts';
import type { DataRanges } from './data-ranges.ts';
import { type Demand, dataBytesOf, measure } from './demand.ts';
import { formatUuid, identify } from './identity.ts';
import { directoriesByGroup, type Image, usedInodes } from './image.ts';
import { Inventory, type LostAttribute, type Omission } from './inventory.ts';
import { largestParts } from './largest.ts';
import { type Metadata, planMetadata } from './metadata.ts';

export interface PlanOptions {
  size: SizeRequest;
  /** Seconds since the epoch: the filesystem's own time. Default: the newest mtime in the tree. */
  sourceDateEpoch?: number;
  /** Where the filesystem belongs: `dumpe2fs` shows it as "Last mounted on". At most 63 bytes. */
  mountPoint?: BytePath;
  /** Of sparse files, the parts that are not holes; a file that is not in it is all data. See `findDataRanges`. */
  dataRanges?: ReadonlyMap<FileNode, DataRanges>;
  /**
   * Files whose data comes first, in this order: in an image of a given size it can be written before the rest of
   * the tree is known (`AheadPlan`). What is named again, or is not in the tree, is passed over.
   */
  ahead?: readonly FileNode[];
}

/**
 * A complete ext2 image, not yet written anywhere:
 *
 *     [0, size)  =  metadata runs  +  data extents  +  zeros everywhere else
 *
 * Any byte of the image can be made from the plan alone and the files that its sources name, in any order: writing it
 * to a file from front to back is one use, serving single blocks of it another. The same tree, options and ranges
 * always give the same plan. It refers to the tree's nodes, which must not be changed while it is in use.
 */
export interface ImagePlan {
  /** Bytes of the whole image. Not always a multiple of the block size: then the end is unused, and zero. */
  readonly size: number;
  /** Bytes; everything in the plan is aligned to it. */
  readonly blockSize: number;
  /** As `blkid` spells it; at offset 0x468 of the image. */
  readonly uuid: string;
  /** Bytes that stay free, root's reserve included. */
  readonly freeBytes: number;
  readonly freeInodes: number;
  readonly metadata: Metadata;
  readonly data: Extents;
  /** So many of the extents, at the beginning, are those of the files that come first. */
  readonly aheadExtents: number;
  /** What the extents' `source` means. */
  readonly sources: readonly Content[];
  /** Sum of the extents' lengths. */
  readonly dataBytes: number;
  /** What of the tree is not in the image, and why, in the order of the tree. */
  readonly omitted: readonly Omission[];
  readonly lostAttributes: readonly LostAttribute[];
}

/**
 * Plans the ext2 image of a tree. Reads nothing, writes nothing.
 *
 * @throws SuperminError `EXT2_TOO_SMALL` with need, have and the largest parts; `EXT2_TOO_LARGE`; and for what ext2 cannot
 *   hold, naming the path: `EXT2_NAME`, `EXT2_LINK_TARGET`, `EXT2_DEVICE`, `EXT2_LINKS`, `EXT2_FILE_SIZE`
 */
export function planImage(tree: FileTree, options: PlanOptions): ImagePlan {
  const inventory = new Inventory(tree, options.sourceDateEpoch, options.ahead);
  const demand = measure(inventory, options.dataRanges);
  const { size, geometry } = chooseSize(tree, inventory, demand, options);
  const space = new FreeSpace(geometry);
  const placed = placeData(inventory, demand, options.dataRanges, space);
  const identity = identify(inventory, geometry, options.mountPoint);
  const usedBlocks = demand.zoneEnd - demand.aheadBlocks + demand.dataBlocks;
  const image: Image = {
    inventory,
    demand,
    geometry,
    space,
    extents: placed.extents,
    firstExtent: placed.firstExtent,
    endExtent: placed.endExtent,
    identity,
    mountPoint: options.mountPoint,
    directories: directoriesByGroup(inventory, geometry),
    pointers: new BlockPointers(space),
    usedBlocks,
  };
  return {
    size,
    blockSize: BLOCK_SIZE,
    uuid: formatUuid(identity.uuid),
    freeBytes: (space.size - usedBlocks) * BLOCK_SIZE,
    freeInodes: geometry.inodes - usedInodes(inventory),
    metadata: planMetadata(image),
    data: placed.extents,
    aheadExtents: placed.aheadExtents,
    sources: placed.sources,
    dataBytes: placed.bytes,
    omitted: inventory.omitted,
    lostAttributes: inventory.lostAttributes,
  };
}

/** Bytes that a raw image takes on the disk, at most: all else is holes. */
export function writtenBytes({ metadata, data, blockSize }: ImagePlan): number {
  let blocks = 0;
  for (let run = 0; run < metadata.count; run++) blocks += metadata.length[run]! / blockSize;
  for (let at = 0; at < data.count; at++) blocks += Math.ceil(data.length[at]! / blockSize);
  return blocks * blockSize;
}

function chooseSize(
  tree: FileTree,
  inventory: Inventory,
  demand: Demand,
  { size, dataRanges }: PlanOptions,
): Fit {
  const blocks = demand.zoneEnd - demand.aheadBlocks + demand.dataBlocks;
  const load = { blocks, inodes: usedInodes(inventory) };
  const chosen = fit(size, load);
  if (chosen !== undefined) return chosen;
  const need = smallestSize(load);
  if (need === undefined || size.kind === 'auto') throw treeTooLarge(load.blocks * BLOCK_SIZE);
  if (size.kind === 'free') throw tooMuchFree(size.bytes);
  const largest = largestParts(tree, (node) => dataBytesOf(node, dataRanges?.get(node)));
  throw tooSmall(size.bytes, need, largest);
}
