import { IDENTITY_FIELDS } from './slim-stanza.ts';

/** A short stand-in for a version and the fields that count: two numbers, so that no two are mixed up by chance. */
export type Identity = readonly [first: number, second: number];

export function identityOf(version: string, fields: ReadonlyMap<string, string>): Identity {
  let first = 0x811c9dc5;
  let second = 0x01000193;
  const add = (text: string, upperToLower = 0) => {
    for (let at = 0; at < text.length; at++) {
      const character = text.charCodeAt(at) | upperToLower;
      // Blanks and `=` do not count.
      if (character === 0x20 || character === 0x3d) continue;
      first = Math.imul(first ^ character, 0x01000193);
      second = Math.imul(second + character, 0x85ebca6b) ^ (second >>> 13);
    }
    first = Math.imul(first ^ 0x1f, 0x01000193);
  };
  add(version);
  for (const field of IDENTITY_FIELDS) add(fields.get(field) ?? '', 0x20);
  return [first, second];
}

/** Which packages there were already: several indexes may have the same. */
export class KnownStanzas {
  /** Three numbers of each: its identity, and the one before of the same name, plus one. */
  readonly #stanzas: number[] = [];
  /** The last one of each name, plus one. */
  readonly #last: number[] = [];

  /** @returns false if it is known */
  add(name: number, [first, second]: Identity): boolean {
    while (this.#last.length <= name) this.#last.push(0);
    const last = this.#last[name]!;
    for (let at = last; at > 0; at = this.#stanzas[at + 1]!) {
      if (this.#stanzas[at - 1] === first && this.#stanzas[at] === second) return false;
    }
    this.#last[name] = this.#stanzas.push(first, second, last) - 2;
    return true;
  }
}
