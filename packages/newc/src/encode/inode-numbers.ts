import { linksMissing } from '../errors.ts';

interface LinkGroup {
  ino: number;
  /** The last name seen, for messages. */
  name: string;
  expected: number;
  seen: number;
}

/**
 * Inode numbers in the order of first appearance, from 1: they follow from the archive alone.
 *
 * Keeps one small record for each file with several names until its last name has come.
 */
export class InodeNumbers {
  #next = 1;
  readonly #groups = new Map<unknown, LinkGroup>();

  fresh(): number {
    return this.#next++;
  }

  /** One more name of the inode `key`, which has `nlink` names in all. `last`: this is the final one. */
  link(key: unknown, nlink: number, name: string): { ino: number; last: boolean } {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { ino: this.fresh(), name, expected: nlink, seen: 0 };
      this.#groups.set(key, group);
    }
    group.seen++;
    group.name = name;
    const last = group.seen >= group.expected;
    if (last) this.#groups.delete(key);
    return { ino: group.ino, last };
  }

  /** @throws NewcError `NEWC_LINKS` when names of a file are still to come: its content is in no entry. */
  finish(): void {
    for (const group of this.#groups.values()) {
      throw linksMissing(group.name, group.expected, group.seen);
    }
  }
}
