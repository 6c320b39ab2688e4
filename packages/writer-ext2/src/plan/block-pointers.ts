import { POINTERS_PER_BLOCK } from '../format/constants.ts';
import type { FreeSpace } from '../layout/free-space.ts';

/** Blocks that the inode itself points to. */
export const DIRECT_BLOCKS = 12;

const SINGLE = 12;
const DOUBLE = 13;
const TRIPLE = 14;
const ROOT_OF_SINGLE = 0;
const NONE = -1;

/**
 * The block pointers of one file, built from runs of blocks in rising order:
 *
 *     logical block   0..11   direct, in the inode
 *                     12...   leaf 0                                 (single indirect)
 *                             leaves 1 to 1024, below one block      (double indirect)
 *                             leaves below blocks below one block    (triple indirect)
 *
 * A leaf is an indirect block that points to data; leaf n covers the logical blocks from 12 + 1024 n. Only what leads
 * to data is there: holes cost nothing. Indirect blocks are numbered in the order in which they are first needed,
 * parents before children; they follow each other in the free space.
 *
 * One object serves file after file, because making one for each of 100,000 files costs more than what it does.
 */
export class BlockPointers {
  /** What goes into the inode. */
  readonly inode = new Uint32Array(15);
  /** Data blocks so far. */
  blocks = 0;
  /** Indirect blocks so far. */
  indirect = 0;

  #first = 0;
  #target: Uint32Array | undefined;
  #leaf = NONE;
  #leafAt = NONE;
  #double = NONE;
  #triple = NONE;
  #middle = NONE;
  #middleAt = NONE;

  /** @param space where the indirect blocks lie; without it they are only counted */
  constructor(private readonly space?: FreeSpace) {}

  /**
   * Starts a file.
   *
   * @param first the position of its first indirect block
   * @param target words for its indirect blocks, one after the other; zero before
   */
  start(first: number, target?: Uint32Array): this {
    this.inode.fill(0);
    this.blocks = 0;
    this.indirect = 0;
    this.#first = first;
    this.#target = target;
    this.#leaf = NONE;
    this.#double = NONE;
    this.#triple = NONE;
    this.#middle = NONE;
    return this;
  }

  /** Adds `count` blocks from `block` on, as logical blocks from `logical` on: integers below 2^32. */
  add(logical: number, block: number, count: number): void {
    const end = logical + count;
    const target = this.#target;
    this.blocks += count;
    let next = logical;
    // What has been a fraction, V8 may keep as one, an object for each: `>>> 0` makes an integer of it.
    let pointer = block >>> 0;
    for (; next < end && next < DIRECT_BLOCKS; next++) this.inode[next] = pointer++;
    while (next < end) {
      const index = (next - DIRECT_BLOCKS) % POINTERS_PER_BLOCK;
      const upTo = Math.min(end, next - index + POINTERS_PER_BLOCK);
      this.#enterLeaf(Math.floor((next - DIRECT_BLOCKS) / POINTERS_PER_BLOCK));
      if (target === undefined) next = upTo;
      else {
        let cursor = this.#leafAt * POINTERS_PER_BLOCK + index;
        for (; next < upTo; next++) target[cursor++] = pointer++;
      }
    }
  }

  #enterLeaf(leaf: number): void {
    if (leaf === this.#leaf) return;
    this.#leaf = leaf;
    if (leaf === ROOT_OF_SINGLE) {
      this.#leafAt = this.#allocateRoot(SINGLE);
    } else if (leaf <= POINTERS_PER_BLOCK) {
      if (this.#double === NONE) this.#double = this.#allocateRoot(DOUBLE);
      this.#leafAt = this.#allocate(this.#double, leaf - 1);
    } else {
      if (this.#triple === NONE) this.#triple = this.#allocateRoot(TRIPLE);
      const below = leaf - 1 - POINTERS_PER_BLOCK;
      const middle = Math.floor(below / POINTERS_PER_BLOCK);
      if (middle !== this.#middle) {
        this.#middle = middle;
        this.#middleAt = this.#allocate(this.#triple, middle);
      }
      this.#leafAt = this.#allocate(this.#middleAt, below % POINTERS_PER_BLOCK);
    }
  }

  #allocateRoot(slot: number): number {
    this.inode[slot] = this.#nextBlock();
    return this.indirect++;
  }

  #allocate(parent: number, index: number): number {
    const block = this.#nextBlock();
    if (this.#target !== undefined) this.#target[parent * POINTERS_PER_BLOCK + index] = block;
    return this.indirect++;
  }

  #nextBlock(): number {
    return this.space?.blockAt(this.#first + this.indirect) ?? 0;
  }
}
