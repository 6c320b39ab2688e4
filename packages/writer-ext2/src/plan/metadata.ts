import { BLOCK_SIZE, INODE_SIZE } from '../format/constants.ts';
import { backupBlocks, groupStart, hasSuperblock } from '../layout/geometry.ts';
import { encodeBitmaps, encodeDescriptors, encodeSuperblockBlock } from './group-blocks.ts';
import { type Image, usedInodesOfGroup } from './image.ts';
import { encodeInodeBlocks, zoneBlocksOf } from './inode-blocks.ts';
import { encodeInodeTable } from './inode-table.ts';
import { NumberList } from './number-list.ts';
import { encodeReservedDescriptors, encodeResizeDouble } from './resize-inode.ts';

/**
 * The filesystem's own blocks, in runs that do not overlap, sorted by offset; the first is block 0 with the
 * superblock. Their bytes are made when they are asked for: for 100,000 files they are 60 MB, which nobody needs at
 * once.
 */
export interface Metadata {
  readonly count: number;
  /** Bytes from the start of the image, a multiple of the block size. */
  readonly offset: Float64Array;
  /** Bytes, a multiple of the block size. */
  readonly length: Float64Array;
  /** Writes run `run` to `target` from `at` on: `length[run]` bytes, which must be zero before. */
  encode(run: number, target: Buffer, at: number): void;
}

type Encode = (image: Image, subject: number, target: Buffer, at: number) => void;

/** Kinds of runs; the subject is the number of a group, or for `INODE_BLOCKS` an index of the inventory. */
const SUPERBLOCK = 0;
const DESCRIPTORS = 1;
const RESERVED_DESCRIPTORS = 2;
const BITMAPS = 3;
const INODE_TABLE = 4;
const RESIZE_DOUBLE = 5;
const INODE_BLOCKS = 6;

const ENCODERS: Readonly<Record<number, Encode>> = {
  [SUPERBLOCK]: encodeSuperblockBlock,
  [DESCRIPTORS]: (image, _, target, at) => encodeDescriptors(image, target, at),
  [RESERVED_DESCRIPTORS]: (image, _, target, at) => encodeReservedDescriptors(image, target, at),
  [BITMAPS]: encodeBitmaps,
  [INODE_TABLE]: encodeInodeTable,
  [RESIZE_DOUBLE]: (image, _, target, at) => encodeResizeDouble(image, target, at),
  [INODE_BLOCKS]: encodeInodeBlocks,
};

export function planMetadata(image: Image): Metadata {
  return new MetadataRuns(image);
}

class MetadataRuns implements Metadata {
  readonly offset: Float64Array;
  readonly length: Float64Array;
  readonly #kind: Uint8Array;
  readonly #subject: Uint32Array;
  /** Bytes of the subject that an earlier run holds: a group's end has cut it in two. */
  readonly #skipped: Float64Array;

  constructor(private readonly image: Image) {
    const builder = new RunBuilder();
    for (let group = 0; group < image.geometry.groups; group++) builder.group(image, group);
    const fixed = builder.length;
    builder.zone(image);
    const order = merge(builder.offset.toArray(), fixed);
    this.offset = builder.offset.inOrder(order);
    this.length = builder.bytes.inOrder(order);
    this.#kind = builder.kind.inOrder(order);
    this.#subject = builder.subject.inOrder(order);
    this.#skipped = builder.skipped.inOrder(order);
  }

  get count(): number {
    return this.length.length;
  }

  encode(run: number, target: Buffer, at: number): void {
    const length = this.length[run]!;
    const skipped = this.#skipped[run]!;
    const whole = this.#wholeLength(run);
    if (whole === length) {
      this.#encodeWhole(run, target, at);
      return;
    }
    const subject = Buffer.alloc(whole);
    this.#encodeWhole(run, subject, 0);
    subject.copy(target, at, skipped, skipped + length);
  }

  #wholeLength(run: number): number {
    if (this.#kind[run] !== INODE_BLOCKS) return this.length[run]!;
    return zoneBlocksOf(this.image, this.#subject[run]!) * BLOCK_SIZE;
  }

  #encodeWhole(run: number, target: Buffer, at: number): void {
    ENCODERS[this.#kind[run]!]!(this.image, this.#subject[run]!, target, at);
  }
}

class RunBuilder {
  readonly offset = new NumberList(Float64Array);
  readonly bytes = new NumberList(Float64Array);
  readonly kind = new NumberList(Uint8Array);
  readonly subject = new NumberList(Uint32Array);
  readonly skipped = new NumberList(Float64Array);

  get length(): number {
    return this.kind.length;
  }

  /** The fixed structures of a group; what would be all zeros is left out. */
  group(image: Image, group: number): void {
    const { geometry } = image;
    const start = groupStart(group);
    const { descriptorBlocks, reservedDescriptorBlocks: reserved } = geometry;
    if (hasSuperblock(group)) {
      this.#addWhole(SUPERBLOCK, group, start, 1);
      this.#addWhole(DESCRIPTORS, group, start + 1, descriptorBlocks);
    }
    if (group === 0 && reserved > 0 && geometry.groups > 1) {
      this.#addWhole(RESERVED_DESCRIPTORS, group, start + 1 + descriptorBlocks, reserved);
    }
    const bitmaps = start + backupBlocks(geometry, group);
    this.#addWhole(BITMAPS, group, bitmaps, 2);
    const inodes = usedInodesOfGroup(image, group);
    const tableBlocks = Math.ceil((inodes * INODE_SIZE) / BLOCK_SIZE);
    if (tableBlocks > 0) this.#addWhole(INODE_TABLE, group, bitmaps + 2, tableBlocks);
  }

  zone(image: Image): void {
    const { demand, inventory, space } = image;
    this.#addWhole(RESIZE_DOUBLE, 0, space.blockAt(demand.aheadBlocks), 1);
    for (let index = 0; index < inventory.count; index++) {
      const blocks = zoneBlocksOf(image, index);
      if (blocks === 0) continue;
      const position = demand.zone[index]!;
      for (let done = 0; done < blocks; ) {
        const count = space.contiguous(position + done, blocks - done);
        const block = space.blockAt(position + done);
        this.#add(INODE_BLOCKS, index, block, count);
        this.skipped.push(done * BLOCK_SIZE);
        done += count;
      }
    }
  }

  #addWhole(kind: number, subject: number, block: number, blocks: number): void {
    this.#add(kind, subject, block, blocks);
    this.skipped.push(0);
  }

  /** What is skipped of the subject, the caller adds. */
  #add(kind: number, subject: number, block: number, blocks: number): void {
    this.kind.push(kind);
    this.subject.push(subject);
    this.offset.push(block * BLOCK_SIZE);
    this.bytes.push(blocks * BLOCK_SIZE);
  }
}

/** The indexes of two rising sequences, `[0, split)` and the rest, in rising order of their values. */
function merge(values: Float64Array, split: number): Uint32Array {
  const order = new Uint32Array(values.length);
  let left = 0;
  let right = split;
  for (let next = 0; next < order.length; next++) {
    const takeLeft = left < split && (right >= values.length || values[left]! < values[right]!);
    order[next] = takeLeft ? left++ : right++;
  }
  return order;
}
