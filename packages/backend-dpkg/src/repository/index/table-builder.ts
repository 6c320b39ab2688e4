import { nameTableParts } from '@supermin/core/backend';
import type { TableParts } from './package-table.ts';
import { relationNames } from './relation-names.ts';
import { IDENTITY_FIELDS, RELATION_FIELDS, SLIM_FIELDS } from './slim-stanza.ts';
import { stanzaFields } from './stanza-fields.ts';

const WANTED: ReadonlySet<string> = new Set([...SLIM_FIELDS, ...RELATION_FIELDS]);

/** So many bytes of slim stanzas are gathered before they become one piece. */
const PIECE = 1 << 20;

/** Collects stanzas, in the order of the indexes and of each index. */
export class TableBuilder {
  readonly #ids = new Map<string, number>();
  /** By name and version: what tells that a second stanza is of the same package. */
  readonly #identities = new Map<string, string>();
  readonly #pieces: Buffer[] = [];
  readonly #starts: number[] = [0];
  readonly #sources: number[] = [];
  readonly #real: number[] = [];
  readonly #provided: [names: number[], stanzas: number[]] = [[], []];
  #waiting = '';

  /** @param architecture what is of another one, but for `all`, is passed over */
  constructor(private readonly architecture: string) {}

  /**
   * @param stanza its lines
   * @param source number of the index
   * @returns false if it is no stanza of a package
   */
  add(stanza: string, source: number): boolean {
    const fields = stanzaFields(stanza, WANTED);
    const name = fields.get('package');
    const version = fields.get('version');
    if (name === undefined || version === undefined) return false;
    const arch = fields.get('architecture');
    if (arch !== this.architecture && arch !== 'all') return true;
    if (this.#isKnown(name, version, fields)) return true;
    const number = this.#sources.length;
    this.#real.push(this.#id(name));
    this.#number(name, fields, number);
    this.#keep(SLIM_FIELDS.map((field) => fields.get(field) ?? '').join('\n'));
    this.#sources.push(source);
    return true;
  }

  parts(): TableParts {
    this.#flush();
    const count = this.#ids.size;
    const names = nameTableParts(this.#ids.keys(), count);
    const [providedNames, stanzas] = this.#provided;
    const real = grouped(count, this.#real, (at) => at);
    const providers = grouped(count, providedNames, (at) => stanzas[at]!);
    return {
      text: Buffer.concat(this.#pieces),
      starts: Uint32Array.from(this.#starts),
      sources: Uint32Array.from(this.#sources),
      ...{ nameText: names.text, nameStarts: names.starts, nameSlots: names.slots },
      ...{ real: real.items, realStarts: real.starts },
      ...{ providers: providers.items, providerStarts: providers.starts },
    };
  }

  /** One that another index has, too: the first counts, and no name is mentioned once more that was not already. */
  #isKnown(name: string, version: string, fields: ReadonlyMap<string, string>): boolean {
    const key = `${name} ${version}`;
    const identity = identityOf(fields);
    if (this.#identities.get(key) === identity) return true;
    if (!this.#identities.has(key)) this.#identities.set(flat(key), identity);
    return false;
  }

  /** Numbers the names that it mentions; those that it provides it is a provider of. */
  #number(name: string, fields: ReadonlyMap<string, string>, stanza: number): void {
    const allowed = fields.get('multi-arch') === 'allowed';
    for (const field of RELATION_FIELDS) {
      const value = fields.get(field);
      if (value === undefined) continue;
      if (field !== 'provides') relationNames(value, (each) => this.#id(each));
      else {
        relationNames(value, (each) => {
          if (allowed && !each.endsWith(':any')) this.#provide(`${each}:any`, stanza);
          this.#provide(each, stanza);
        });
      }
    }
    if (allowed) this.#provide(`${name}:any`, stanza);
  }

  #provide(name: string, stanza: number): void {
    this.#provided[0].push(this.#id(name));
    this.#provided[1].push(stanza);
  }

  #id(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(flat(name), id);
    return id;
  }

  #keep(slim: string): void {
    this.#waiting += slim;
    this.#starts.push(this.#starts.at(-1)! + slim.length);
    if (this.#waiting.length > PIECE) this.#flush();
  }

  #flush(): void {
    this.#pieces.push(Buffer.from(this.#waiting, 'latin1'));
    this.#waiting = '';
  }
}

/** In memory of its own: a piece of a string keeps the whole of it, megabytes, alive. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** A short stand-in for the fields: 64 bits, so that two of them are not mixed up by chance. */
function identityOf(fields: ReadonlyMap<string, string>): string {
  let first = 0x811c9dc5;
  let second = 0x01000193;
  for (const field of IDENTITY_FIELDS) {
    const text = fields.get(field) ?? '';
    for (let at = 0; at < text.length; at++) {
      const character = text.charCodeAt(at) | 0x20;
      // Blanks and `=` do not count.
      if (character === 0x20 || character === 0x3d) continue;
      first = Math.imul(first ^ character, 0x01000193);
      second = Math.imul(second + character, 0x85ebca6b) ^ (second >>> 13);
    }
    first = Math.imul(first ^ 0x1f, 0x01000193);
  }
  return String.fromCharCode(first & 0xffff, first >>> 16, second & 0xffff, second >>> 16);
}

/** Sorts by name, keeping the order within: where those of each name begin, and all of them. */
function grouped(
  count: number,
  names: readonly number[],
  itemAt: (at: number) => number,
): { starts: Uint32Array; items: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (const name of names) starts[name + 1]!++;
  for (let name = 0; name < count; name++) starts[name + 1]! += starts[name]!;
  const next = starts.slice();
  const items = new Uint32Array(names.length);
  for (const [at, name] of names.entries()) items[next[name]!++] = itemAt(at);
  return { starts, items };
}
