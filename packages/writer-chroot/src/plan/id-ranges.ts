import { readFileSync } from 'node:fs';

/** Ids from here on do not exist: -1 stands for "no change" in chown(2). */
const END = 2 ** 32 - 1;

/**
 * The ids that exist in a user namespace (user_namespaces(7)), as /proc/PID/uid_map lists them: first id, its id outside, how
 * many. A line of `0 0 4294967295` is all of them.
 */
export class IdRanges {
  readonly #ranges: readonly (readonly [first: number, end: number])[];

  constructor(map: string) {
    this.#ranges = map
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter((fields) => fields.length === 3)
      .map(([first, , count]) => [first!, first! + count!] as const);
  }

  has(id: number): boolean {
    return this.#ranges.some(([first, end]) => first <= id && id < end);
  }

  get isAll(): boolean {
    return this.#ranges.some(([first, end]) => first === 0 && end === END);
  }
}

/** Those of this process; undefined where all ids exist. */
export function ownIdRanges(kind: 'uid' | 'gid'): IdRanges | undefined {
  try {
    const ranges = new IdRanges(readFileSync(`/proc/self/${kind}_map`, 'latin1'));
    return ranges.isAll ? undefined : ranges;
  } catch {
    return undefined;
  }
}
