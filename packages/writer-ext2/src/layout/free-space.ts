import { BLOCKS_PER_GROUP } from '../format/constants.ts';
import { blocksOfGroup, type Geometry, groupStart, overheadOfGroup } from './geometry.ts';

/** Blocks one after the other. */
export interface Run {
  block: number;
  count: number;
}

/**
 * The blocks that are left for content, counted through over all groups:
 *
 *     position   0 1 2 3 ... | n n+1 n+2 ...
 *     block      (group 0)   | (group 1, behind its own structures)
 *
 * Everything is allocated by a cursor that only rises, so that what is used of a group is always its beginning.
 */
export class FreeSpace {
  /** Positions in front of each group's; one more at the end. */
  readonly #before: Float64Array;

  constructor(private readonly geometry: Geometry) {
    this.#before = new Float64Array(geometry.groups + 1);
    for (let group = 0; group < geometry.groups; group++) {
      const free = blocksOfGroup(geometry, group) - overheadOfGroup(geometry, group);
      this.#before[group + 1] = this.#before[group]! + free;
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
    const group = this.#groupOf(position);
    return this.#firstBlock(group) + position - this.#before[group]!;
  }

  /** The blocks of `count` positions, cut where a group ends. */
  *runs(position: number, count: number): Generator<Run> {
    let group = this.#groupOf(position);
    let from = position;
    const end = position + count;
    while (from < end) {
      const upTo = Math.min(end, this.#before[group + 1]!);
      if (upTo > from) {
        yield { block: this.#firstBlock(group) + from - this.#before[group]!, count: upTo - from };
      }
      from = upTo;
      group++;
    }
  }

  #firstBlock(group: number): number {
    return groupStart(group) + overheadOfGroup(this.geometry, group);
  }

  #groupOf(position: number): number {
    // Groups hold at most BLOCKS_PER_GROUP, so this is never behind the right one.
    let group = Math.floor(position / BLOCKS_PER_GROUP);
    while (this.#before[group + 1]! <= position) group++;
    return group;
  }
}
