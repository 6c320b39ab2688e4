/** More pieces than this no image has that anybody would inspect, and each takes memory. */
const MAXIMUM_RUNS = 4_000_000;

/** Blocks that are read to find the pieces: those of a terabyte in small blocks. */
const MAXIMUM_POINTER_BLOCKS = 1_000_000;

/** What the maps of all inodes of one image may take together: in a sound one no block belongs to two of them. */
export class MapBudget {
  #blocks = 0;
  #runs = 0;
  #pointerBlocks = 0;

  /** @param total blocks of the filesystem */
  constructor(private readonly total: number) {}

  /** @returns why there may be no more */
  spendBlocks(count: number): string | undefined {
    this.#blocks += count;
    return this.#blocks > this.total ? 'files have more blocks than it has' : undefined;
  }

  /** See `spendBlocks`. */
  spendPointerBlock(): string | undefined {
    if (++this.#pointerBlocks > MAXIMUM_POINTER_BLOCKS)
      return 'the maps of its files are too large';
    return this.spendBlocks(1);
  }

  /** See `spendBlocks`. */
  spendRun(count: number): string | undefined {
    if (++this.#runs > MAXIMUM_RUNS) return 'the pieces of its files are too many';
    return this.spendBlocks(count);
  }
}
