import { NameTable } from '@supermin/core/backend';
import { SlimStanza } from './slim-stanza.ts';

/** The arrays that a table is made of: what is kept in a file. */
export interface TableParts {
  /** Slim stanzas, one behind the other, and where each begins. */
  text: Buffer;
  starts: Uint32Array;
  /** Number of the index that each is from. */
  sources: Uint32Array;
  /** See `NameTable`. */
  nameText: Buffer;
  nameStarts: Uint32Array;
  nameSlots: Uint32Array;
  /** Stanzas of each name, in the order of the indexes, and where those of a name begin. */
  real: Uint32Array;
  realStarts: Uint32Array;
  /** The same of those that provide it. */
  providers: Uint32Array;
  providerStarts: Uint32Array;
}

/**
 * All packages of several indexes, by name: what the resolver looks things up in. A name is a number, in the order in which names are
 * first mentioned in the indexes, as apt has it. Of the stanzas only those that are asked for are looked into.
 */
export class PackageTable {
  readonly #names: NameTable;
  readonly #stanzas = new Map<number, SlimStanza>();

  constructor(private readonly parts: TableParts) {
    this.#names = new NameTable(parts.nameText, parts.nameStarts, parts.nameSlots);
  }

  get nameCount(): number {
    return this.#names.size;
  }

  get stanzaCount(): number {
    return this.parts.sources.length;
  }

  id(name: string): number | undefined {
    return this.#names.find(name);
  }

  name(id: number): string {
    return this.#names.name(id);
  }

  /** Names that packages have, and not those that are only mentioned. */
  *packageNames(): Generator<string> {
    const { realStarts } = this.parts;
    for (let id = 0; id < this.nameCount; id++) {
      if (realStarts[id + 1]! > realStarts[id]!) yield this.name(id);
    }
  }

  /** Stanzas of the packages of this name. */
  real(id: number): Uint32Array {
    return this.parts.real.subarray(this.parts.realStarts[id]!, this.parts.realStarts[id + 1]!);
  }

  /** Stanzas of packages that provide this name. */
  providers(id: number): Uint32Array {
    const { providers, providerStarts } = this.parts;
    return providers.subarray(providerStarts[id]!, providerStarts[id + 1]!);
  }

  stanza(number: number): SlimStanza {
    const known = this.#stanzas.get(number);
    if (known !== undefined) return known;
    const { text, starts, sources } = this.parts;
    const slim = text.toString('latin1', starts[number]!, starts[number + 1]!);
    const stanza = new SlimStanza(slim, sources[number]!);
    this.#stanzas.set(number, stanza);
    return stanza;
  }

  /** Numbers of the stanzas whose text passes a test; for what few packages have. */
  *stanzasWith(test: (slim: string) => boolean): Generator<number> {
    const { text, starts } = this.parts;
    for (let number = 0; number < this.stanzaCount; number++) {
      if (test(text.toString('latin1', starts[number]!, starts[number + 1]!))) yield number;
    }
  }
}
