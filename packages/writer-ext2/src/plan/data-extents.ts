import type { Content, Extents, FileNode } from '@supermin/core/writer';
import { blocksFor } from '../format/blocks.ts';
import { BLOCK_SIZE } from '../format/constants.ts';
import type { FreeSpace } from '../layout/free-space.ts';
import { type DataRanges, eachDataRun } from './data-ranges.ts';
import type { Demand } from './demand.ts';
import { ExtentList } from './extent-list.ts';
import type { Inventory } from './inventory.ts';

/**
 * Where the bytes of all files go: every offset is a multiple of the block size, every length but a file's last. The rest of
 * an extent's last block is zero, as is everything else that no metadata covers.
 */
export interface PlacedData {
  extents: Extents;
  sources: Content[];
  /** By index of the inventory: its first extent, and the one behind its last. */
  firstExtent: Uint32Array;
  endExtent: Uint32Array;
  /** So many extents at the beginning are those of the files that are placed ahead. */
  aheadExtents: number;
  /** Sum of all lengths. */
  bytes: number;
}

export type PlacedAhead = Pick<PlacedData, 'extents' | 'sources'>;

/**
 * Gives every file its blocks, cut only where a block group ends: first those that are placed ahead, in front of the zone;
 * the others behind it, in the order of the inventory.
 */
export function placeData(
  inventory: Inventory,
  demand: Demand,
  ranges: ReadonlyMap<FileNode, DataRanges> | undefined,
  space: FreeSpace,
): PlacedData {
  const builder = new ExtentBuilder(space, ranges, inventory.count);
  const firstExtent = new Uint32Array(inventory.count);
  const endExtent = new Uint32Array(inventory.count);
  const isPlaced = new Uint8Array(inventory.count);
  const place = (index: number, node: FileNode) => {
    firstExtent[index] = builder.count;
    endExtent[index] = builder.file(node);
    isPlaced[index] = 1;
  };
  for (let order = 0; order < inventory.ahead.length; order++) {
    const index = inventory.ahead[order]!;
    place(index, inventory.nodes[index] as FileNode);
  }
  const aheadExtents = builder.count;
  builder.seek(demand.zoneEnd);
  for (let index = 0; index < inventory.count; index++) {
    const node = inventory.nodes[index]!;
    if (node.type === 'file' && isPlaced[index] === 0) place(index, node);
  }
  const { sources, bytes } = builder;
  return { extents: builder.extents(), sources, firstExtent, endExtent, aheadExtents, bytes };
}

/**
 * The same for files that are placed ahead, before anything is known of the others.
 *
 * @param space of the geometry that the image is going to have
 * @param position of the first block
 */
export function placeAhead(
  files: readonly FileNode[],
  space: FreeSpace,
  position: number,
): PlacedAhead {
  const builder = new ExtentBuilder(space, undefined, files.length);
  builder.seek(position);
  for (let order = 0; order < files.length; order++) builder.file(files[order]!);
  return { extents: builder.extents(), sources: builder.sources };
}

class ExtentBuilder {
  bytes = 0;
  readonly sources: Content[] = [];
  readonly #extents: ExtentList;
  #position = 0;

  /** @param files of which there will be extents, about */
  constructor(
    private readonly space: FreeSpace,
    private readonly ranges: ReadonlyMap<FileNode, DataRanges> | undefined,
    files: number,
  ) {
    this.#extents = new ExtentList(files);
  }

  get count(): number {
    return this.#extents.count;
  }

  /** Makes `position` the place of the next block. */
  seek(position: number): void {
    this.#position = position;
  }

  /** Adds a file's blocks; how many extents there are then. */
  file(node: FileNode): number {
    const { size } = node;
    const found = this.ranges?.get(node);
    const before = this.count;
    if (found === undefined) this.#add(0, blocksFor(size), size);
    else eachDataRun(size, found, (logical, blocks) => this.#add(logical, blocks, size));
    if (this.count > before) this.sources.push(node.content);
    return this.count;
  }

  /** Adds `blocks` blocks of a file of `size` bytes, from its block `logical` on. */
  #add(logical: number, blocks: number, size: number): void {
    const { space } = this;
    for (let done = 0; done < blocks; ) {
      const count = space.contiguous(this.#position, blocks - done);
      const offset = space.blockAt(this.#position) * BLOCK_SIZE;
      const from = (logical + done) * BLOCK_SIZE;
      const length = Math.min(count * BLOCK_SIZE, size - from);
      this.#extents.push(offset, length, this.sources.length, from);
      this.bytes += length;
      this.#position += count;
      done += count;
    }
  }

  extents(): Extents {
    return this.#extents.toExtents();
  }
}
