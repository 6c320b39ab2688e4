import { damaged } from './errors.ts';
import type { ImageFile } from './image-file.ts';
import type { FoundInode } from './read-inode.ts';

/** Consecutive blocks of a file that lie behind each other in the image. */
export interface Run {
  /** Number of the first one in the file. */
  logical: number;
  /** Of the first one in the image. */
  block: number;
  count: number;
  /** Allocated, and read as zeros: ext4's unwritten extents. */
  unwritten?: true;
}

export interface BlockMap {
  /** What is between them are holes. */
  runs: Run[];
  /** Blocks that tell where the runs are. */
  pointerBlocks: number;
}

const EXTENTS = 0x80000;
const EXTENT_MAGIC = 0xf30a;
const DIRECT = 12;
/** A block of a file has a number of 32 bits. */
const MAXIMUM_BLOCKS = 2 ** 32;

/** Bytes that a file of this image can have: what its pointers, or its extents, lead to. */
export function largestSize({ superblock }: ImageFile, { flags }: FoundInode): number {
  const { blockSize } = superblock;
  const perBlock = blockSize / 4;
  const classic = DIRECT + perBlock + perBlock ** 2 + perBlock ** 3;
  return blockSize * ((flags & EXTENTS) !== 0 ? MAXIMUM_BLOCKS : Math.min(classic, MAXIMUM_BLOCKS));
}

/** Where the data of a file or a directory lies. @throws SuperminError `EXT2_DAMAGED` */
export function blockMap(image: ImageFile, inode: FoundInode): BlockMap {
  const walk = new MapWalk(image);
  if ((inode.flags & EXTENTS) !== 0) walk.extents(inode.pointers, 5);
  else walk.classic(inode.pointers);
  return walk.map;
}

class MapWalk {
  readonly map: BlockMap = { runs: [], pointerBlocks: 0 };

  constructor(private readonly image: ImageFile) {}

  /** 12 direct blocks, then one indirect, one double and one triple indirect block. */
  classic(pointers: Buffer): void {
    const perBlock = this.image.superblock.blockSize / 4;
    for (let index = 0; index < DIRECT; index++) this.#add(index, pointers.readUInt32LE(4 * index));
    let logical = DIRECT;
    for (let depth = 1; depth <= 3; depth++) {
      this.#indirect(pointers.readUInt32LE(4 * (DIRECT + depth - 1)), logical, depth);
      logical += perBlock ** depth;
    }
  }

  #indirect(block: number, logical: number, depth: number): void {
    if (block === 0) return;
    const bytes = this.#pointerBlock(block);
    const perBlock = bytes.length / 4;
    for (let index = 0; index < perBlock; index++) {
      const pointer = bytes.readUInt32LE(4 * index);
      const place = logical + index * perBlock ** (depth - 1);
      if (depth === 1) this.#add(place, pointer);
      else this.#indirect(pointer, place, depth - 1);
    }
  }

  /** @param deepest what the depth of this node must be below */
  extents(node: Buffer, deepest: number): void {
    const [magic, entries, depth] = [
      node.readUInt16LE(0),
      node.readUInt16LE(2),
      node.readUInt16LE(6),
    ];
    if (magic !== EXTENT_MAGIC || depth > deepest || 12 + 12 * entries > node.length) {
      throw damaged(this.image.path, 'a file has no extents where they should be');
    }
    for (let at = 12; at < 12 + 12 * entries; at += 12) {
      const logical = node.readUInt32LE(at);
      if (depth > 0) {
        const child = node.readUInt32LE(at + 4) + node.readUInt16LE(at + 8) * 2 ** 32;
        this.extents(this.#pointerBlock(child), depth - 1);
        continue;
      }
      const length = node.readUInt16LE(at + 4);
      const block = node.readUInt32LE(at + 8) + node.readUInt16LE(at + 6) * 2 ** 32;
      this.#push({
        logical,
        block,
        ...(length > 32_768 ? { count: length - 32_768, unwritten: true } : { count: length }),
      });
    }
  }

  #pointerBlock(block: number): Buffer {
    this.map.pointerBlocks++;
    this.#check(block, 1);
    this.#refuse(this.image.budget.spendPointerBlock());
    return this.image.block(block);
  }

  #add(logical: number, block: number): void {
    if (block === 0) return;
    const last = this.map.runs.at(-1);
    if (last && last.logical + last.count === logical && last.block + last.count === block) {
      this.#check(block, 1);
      this.#refuse(this.image.budget.spendBlocks(1));
      last.count++;
    } else this.#push({ logical, block, count: 1 });
  }

  #push(run: Run): void {
    this.#check(run.block, run.count);
    this.#refuse(this.image.budget.spendRun(run.count));
    const { runs } = this.map;
    const last = runs.at(-1);
    const isBehind = last === undefined || run.logical >= last.logical + last.count;
    if (run.count === 0 || !isBehind) {
      throw damaged(this.image.path, 'a piece of a file is empty, or not behind the one before it');
    }
    runs.push(run);
  }

  #refuse(reason: string | undefined): void {
    if (reason !== undefined) throw damaged(this.image.path, reason);
  }

  #check(block: number, count: number): void {
    const { blocks, firstDataBlock } = this.image.superblock;
    if (block >= firstDataBlock && block + count <= blocks) return;
    throw damaged(this.image.path, `block ${block} is not in it`);
  }
}
