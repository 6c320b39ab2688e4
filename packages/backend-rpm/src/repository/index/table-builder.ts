import { NameNumbers } from '@supermin/core/backend';
import { KINDS, type Kind } from './dependency-kinds.ts';
import type { TableParts } from './package-table.ts';

/** Different names and dependencies: Fedora's index has 700,000. */
const MOST_TEXTS = 8 << 20;

/** Packages of all indexes: Fedora's with its updates have 130,000. */
const MOST_PACKAGES = 500_000;

/** Names and dependencies of all packages, counted each time: Fedora's have 3 million. */
const MOST_LISTED = 32 << 20;

/** A package of an index. */
export interface IndexedPackage {
  name: string;
  arch: string;
  /** `2:1.0-3` */
  evr: string;
  sha256: string;
  size: string;
  href: string;
  lists: Readonly<Record<Kind, readonly string[]>>;
}

/** Numbers that come one by one. */
class Numbers {
  #array = new Uint32Array(1 << 12);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(number: number): void {
    if (this.#count === this.#array.length) {
      const larger = new Uint32Array(2 * this.#count);
      larger.set(this.#array);
      this.#array = larger;
    }
    this.#array[this.#count++] = number;
  }

  array(): Uint32Array {
    return this.#array.slice(0, this.#count);
  }
}

/** Makes a table of packages as they are read. */
export class TableBuilder {
  readonly #records: Buffer[] = [];
  readonly #starts = new Numbers();
  readonly #sources = new Numbers();
  readonly #lists = new Numbers();
  readonly #listStarts = new Numbers();
  readonly #dependencies = new NameNumbers();
  readonly #names = new NameNumbers();
  /** Name, package and dependency of each capability, one behind the other. */
  readonly #capabilities = new Numbers();
  #bytes = 0;

  /** @returns false if it is too much */
  add(pkg: IndexedPackage, source: number): boolean {
    const number = this.#sources.count;
    const { name, arch, evr, sha256, size, href, lists } = pkg;
    const record = Buffer.from([name, arch, evr, sha256, size, href].join('\n'), 'latin1');
    this.#records.push(record);
    this.#starts.push(this.#bytes);
    this.#bytes += record.length;
    this.#sources.push(source);
    for (const kind of KINDS) {
      this.#listStarts.push(this.#lists.count);
      for (const text of lists[kind]) {
        const dependency = this.#dependencies.number(text);
        this.#lists.push(dependency);
        if (kind === 'provides' || kind === 'files') this.#provide(number, dependency, text);
      }
    }
    return (
      number < MOST_PACKAGES &&
      this.#lists.count <= MOST_LISTED &&
      this.#dependencies.size < MOST_TEXTS &&
      this.#bytes < 2 ** 31
    );
  }

  parts(): TableParts {
    this.#starts.push(this.#bytes);
    this.#listStarts.push(this.#lists.count);
    const dependencies = this.#dependencies.parts();
    const names = this.#names.parts();
    return {
      ...{ text: Buffer.concat(this.#records), starts: this.#starts.array() },
      ...{ sources: this.#sources.array(), lists: this.#lists.array() },
      listStarts: this.#listStarts.array(),
      ...{ depText: dependencies.text, depStarts: dependencies.starts },
      ...{ depSlots: dependencies.slots, nameText: names.text },
      ...{ nameStarts: names.starts, nameSlots: names.slots },
      ...this.#providers(),
    };
  }

  #provide(pkg: number, dependency: number, text: string): void {
    const space = text.startsWith('/') ? -1 : text.indexOf(' ');
    const name = this.#names.number(space < 0 ? text : text.slice(0, space));
    for (const each of [name, pkg, dependency]) this.#capabilities.push(each);
  }

  /** Sorted by name; of one name in the order of the packages. */
  #providers(): Pick<TableParts, 'providers' | 'providerStarts'> {
    const triples = this.#capabilities.array();
    const providerStarts = new Uint32Array(this.#names.size + 1);
    for (let at = 0; at < triples.length; at += 3) providerStarts[triples[at]! + 1]! += 2;
    for (let name = 0; name < this.#names.size; name++) {
      providerStarts[name + 1]! += providerStarts[name]!;
    }
    const providers = new Uint32Array(providerStarts[this.#names.size]!);
    const next = providerStarts.slice();
    for (let at = 0; at < triples.length; at += 3) {
      const place = next[triples[at]!]!;
      providers[place] = triples[at + 1]!;
      providers[place + 1] = triples[at + 2]!;
      next[triples[at]!] = place + 2;
    }
    return { providers, providerStarts };
  }
}
