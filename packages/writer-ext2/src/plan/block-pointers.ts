import { BLOCK_SIZE, POINTERS_PER_BLOCK } from '../format/constants.ts';

const DIRECT = 12;
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
 * parents before children.
 */
export class BlockPointers {
  /** What goes into the inode. */
  readonly inode = new Uint32Array(15);
  /** Indirect blocks so far. */
  count = 0;

  #leaf = NONE;
  #leafAt = NONE;
  #double = NONE;
  #triple = NONE;
  #middle = NONE;
  #middleAt = NONE;

  /**
   * @param blockAt the block that the nth indirect block will have
   * @param target where to write the indirect blocks one after the other, from `at`; zero before. Default: nowhere
   */
  constructor(
    private readonly blockAt: (n: number) => number,
    private readonly target?: Buffer,
    private readonly at = 0,
  ) {}

  /** Adds `count` blocks from `block` on, as logical blocks from `logical` on. */
  add(logical: number, block: number, count: number): void {
    const shift = block - logical;
    const end = logical + count;
    let next = logical;
    for (; next < end && next < DIRECT; next++) this.inode[next] = next + shift;
    while (next < end) {
      const index = (next - DIRECT) % POINTERS_PER_BLOCK;
      const upTo = Math.min(end, next - index + POINTERS_PER_BLOCK);
      this.#enterLeaf(Math.floor((next - DIRECT) / POINTERS_PER_BLOCK));
      if (this.target !== undefined) {
        let cursor = this.at + this.#leafAt * BLOCK_SIZE + index * 4;
        for (let each = next; each < upTo; each++, cursor += 4) {
          this.target.writeUInt32LE(each + shift, cursor);
        }
      }
      next = upTo;
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
    this.inode[slot] = this.blockAt(this.count);
    return this.count++;
  }

  #allocate(parent: number, index: number): number {
    this.target?.writeUInt32LE(this.blockAt(this.count), this.at + parent * BLOCK_SIZE + index * 4);
    return this.count++;
  }
}
