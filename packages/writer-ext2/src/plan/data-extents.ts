import type { Content, FileNode } from '@supermin/core';
import { BLOCK_SIZE } from '../format/constants.ts';
import type { FreeSpace } from '../layout/free-space.ts';
import { type DataRanges, eachDataRun } from './data-ranges.ts';
import type { Demand } from './demand.ts';
import type { Inventory } from './inventory.ts';
import { NumberList } from './number-list.ts';

/**
 * Where the bytes of all files go: flat arrays, one element an extent, sorted by `imageOffset`; a file's extents
 * follow each other. The rest of an extent's last block is zero, as is everything else that no metadata covers.
 */
export interface DataExtents {
  readonly count: number;
  /** Bytes from the start of the image; a multiple of the block size. */
  readonly imageOffset: Float64Array;
  /** Bytes, at least 1; a multiple of the block size except at the end of a file. */
  readonly length: Float64Array;
  /** Index into `sources`. */
  readonly source: Uint32Array;
  /** Bytes from the start of the file; a multiple of the block size. (Where a file's content is a part of another file, from the start of that part.) */
  readonly sourceOffset: Float64Array;
}

/** The extents, and which are whose. */
export interface PlacedData {
  extents: DataExtents;
  sources: Content[];
  /** By index of the inventory: its first extent; one more at the end. */
  firstExtent: Uint32Array;
  /** Sum of all lengths. */
  bytes: number;
}

/** Gives every file its blocks: behind the zone, in the order of the inventory, cut only where a block group ends. */
export function placeData(
  inventory: Inventory,
  demand: Demand,
  ranges: ReadonlyMap<FileNode, DataRanges> | undefined,
  space: FreeSpace,
): PlacedData {
  const imageOffset = new NumberList(Float64Array);
  const length = new NumberList(Float64Array);
  const source = new NumberList(Uint32Array);
  const sourceOffset = new NumberList(Float64Array);
  const sources: Content[] = [];
  const firstExtent = new Uint32Array(inventory.count + 1);
  let position = demand.zoneBlocks;
  let bytes = 0;
  for (let index = 0; index < inventory.count; index++) {
    firstExtent[index] = length.length;
    const node = inventory.nodes[index]!;
    if (node.type !== 'file') continue;
    eachDataRun(node.size, ranges?.get(node), (logical, blocks) => {
      let from = logical * BLOCK_SIZE;
      for (const { block, count } of space.runs(position, blocks)) {
        const extentLength = Math.min(count * BLOCK_SIZE, node.size - from);
        imageOffset.push(block * BLOCK_SIZE);
        length.push(extentLength);
        source.push(sources.length);
        sourceOffset.push(from);
        from += extentLength;
        bytes += extentLength;
      }
      position += blocks;
    });
    if (length.length > firstExtent[index]!) sources.push(node.content);
  }
  firstExtent[inventory.count] = length.length;
  const extents: DataExtents = {
    count: length.length,
    imageOffset: imageOffset.toArray(),
    length: length.toArray(),
    source: source.toArray(),
    sourceOffset: sourceOffset.toArray(),
  };
  return { extents, sources, firstExtent, bytes };
}
