import { BLOCKS_PER_GROUP } from '../format/constants.ts';
import { blocksOfGroup, type Geometry, groupStart, overheadOfGroup } from './geometry.ts';

/**
 * The blocks that are left for content, counted through over all groups:
 *
 *     position   0 1 2 3 ... | n n+1 n+2 ...
 *     block      (group 0)   | (group 1, behind its own structures)
 *
 * Everything is allocated by a cursor that only rises, so that what is used of a group is always its beginning.
 */
export class FreeSpace {
  // Integers of 32 bits, as block numbers are: of a double V8 makes an object whenever it is read.
  /** Positions in front of each group's; one more at the end. */
  readonly #before: Uint32Array;
  /** Each group's first block behind its own structures. */
  readonly #firstBlock: Uint32Array;
  /** The group of the last question: the next one is mostly about it, too. */
  #group = 0;

  constructor(private readonly geometry: Geometry) {
    const { groups } = geometry;
    this.#before = new Uint32Array(groups + 1);
    this.#firstBlock = new Uint32Array(groups);
    for (let group = 0; group < groups; group++) {
      const overhead = overheadOfGroup(geometry, group);
      this.#firstBlock[group] = groupStart(group) + overhead;
      this.#before[group + 1] = this.#before[group]! + blocksOfGroup(geometry, group) - overhead;
    }
  }

  /** All positions. */
  get size(): number {
    return this.#before[this.geometry.groups]!;
  }

  /** How many blocks of the group are taken when positions below `used` are. */
  usedInGroup(group: number, used: number): number {
    const capacity = this.#before[group + 1]! - this.#before[group]!;
    return Math.min(Math.max(used - this.#before[group]!, 0), capacity);
  }

  blockAt(position: number): number {
    const group = this.#find(position);
    return this.#firstBlock[group]! + position - this.#before[group]!;
  }

  /** How many of the `count` positions from `position` on have blocks that follow each other; at least 1. */
  contiguous(position: number, count: number): number {
    return Math.min(count, this.#before[this.#find(position) + 1]! - position);
  }

  #find(position: number): number {
    let group = this.#group;
    if (position < this.#before[group]!) {
      // No group holds more than BLOCKS_PER_GROUP, so this is never behind the right one.
      group = Math.floor(position / BLOCKS_PER_GROUP);
    }
    while (this.#before[group + 1]! <= position) group++;
    this.#group = group;
    return group;
  }
}
