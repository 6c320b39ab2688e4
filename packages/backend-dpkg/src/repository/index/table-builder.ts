import { NameNumbers } from '@supermin/core/backend';
import { identityOf, KnownStanzas } from './known-stanzas.ts';
import type { TableParts } from './package-table.ts';
import { isAny, relationNames } from './relation-names.ts';
import { RELATION_FIELDS, SLIM_FIELDS } from './slim-stanza.ts';
import { stanzaFields } from './stanza-fields.ts';

const WANTED: ReadonlySet<string> = new Set([...SLIM_FIELDS, ...RELATION_FIELDS]);

/** So many bytes of slim stanzas are gathered before they become one piece. */
const PIECE = 1 << 20;

/** Collects stanzas, in the order of the indexes and of each index. */
export class TableBuilder {
  readonly #names = new NameNumbers();
  readonly #known = new KnownStanzas();
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
    const id = this.#names.number(name);
    // Of one that another index has, too, the first counts, and no name is mentioned once more that was not already.
    if (!this.#known.add(id, identityOf(version, fields))) return true;
    const number = this.#sources.length;
    this.#real.push(id);
    this.#number(name, fields, number);
    this.#keep(SLIM_FIELDS.map((field) => fields.get(field) ?? '').join('\n'));
    this.#sources.push(source);
    return true;
  }

  parts(): TableParts {
    this.#flush();
    const count = this.#names.size;
    const names = this.#names.parts();
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

  /** Numbers the names that it mentions; those that it provides it is a provider of. */
  #number(name: string, fields: ReadonlyMap<string, string>, stanza: number): void {
    const allowed = fields.get('multi-arch') === 'allowed';
    for (const field of RELATION_FIELDS) {
      const value = fields.get(field);
      if (value === undefined) continue;
      relationNames(value, (start, end) => {
        if (field === 'provides') {
          if (allowed && !isAny(value, start, end)) {
            this.#provide(this.#names.number(`${value.slice(start, end)}:any`), stanza);
          }
          this.#provide(this.#names.number(value, start, end), stanza);
        } else this.#names.number(value, start, end);
      });
    }
    if (allowed) this.#provide(this.#names.number(`${name}:any`), stanza);
  }

  #provide(name: number, stanza: number): void {
    this.#provided[0].push(name);
    this.#provided[1].push(stanza);
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
