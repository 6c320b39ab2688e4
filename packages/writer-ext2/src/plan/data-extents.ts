import type { Content, FileNode } from '@supermin/core';
import type { Extents } from '@supermin/core/copy';
import { BLOCK_SIZE } from '../format/constants.ts';
import type { FreeSpace } from '../layout/free-space.ts';
import { type DataRanges, eachDataRun } from './data-ranges.ts';
import type { Demand } from './demand.ts';
import type { Inventory } from './inventory.ts';
import { NumberList } from './number-list.ts';

/**
 * Where the bytes of all files go: every offset is a multiple of the block size, every length but a file's last. The rest of
 * an extent's last block is zero, as is everything else that no metadata covers.
 */
export interface PlacedData {
  extents: Extents;
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
  const builder = new ExtentBuilder(space, demand.zoneBlocks);
  const sources: Content[] = [];
  const firstExtent = new Uint32Array(inventory.count + 1);
  for (let index = 0; index < inventory.count; index++) {
    firstExtent[index] = builder.count;
    const node = inventory.nodes[index]!;
    if (node.type !== 'file') continue;
    const { size } = node;
    const found = ranges?.get(node);
    if (found === undefined) builder.add(0, Math.ceil(size / BLOCK_SIZE), size, sources.length);
    else {
      eachDataRun(size, found, (logical, blocks) => {
        builder.add(logical, blocks, size, sources.length);
      });
    }
    if (builder.count > firstExtent[index]!) sources.push(node.content);
  }
  firstExtent[inventory.count] = builder.count;
  return { extents: builder.extents(), sources, firstExtent, bytes: builder.bytes };
}

class ExtentBuilder {
  bytes = 0;
  readonly #offset = new NumberList(Float64Array);
  readonly #length = new NumberList(Float64Array);
  readonly #source = new NumberList(Uint32Array);
  readonly #sourceOffset = new NumberList(Float64Array);

  constructor(
    private readonly space: FreeSpace,
    private position: number,
  ) {}

  get count(): number {
    return this.#length.length;
  }

  /** Adds `blocks` blocks of a file of `size` bytes, from its block `logical` on. */
  add(logical: number, blocks: number, size: number, source: number): void {
    for (let done = 0; done < blocks; ) {
      const count = this.space.contiguous(this.position, blocks - done);
      const from = (logical + done) * BLOCK_SIZE;
      const length = Math.min(count * BLOCK_SIZE, size - from);
      this.#offset.push(this.space.blockAt(this.position) * BLOCK_SIZE);
      this.#length.push(length);
      this.#source.push(source);
      this.#sourceOffset.push(from);
      this.bytes += length;
      this.position += count;
      done += count;
    }
  }

  extents(): Extents {
    return {
      count: this.count,
      offset: this.#offset.toArray(),
      length: this.#length.toArray(),
      source: this.#source.toArray(),
      sourceOffset: this.#sourceOffset.toArray(),
    };
  }
}
