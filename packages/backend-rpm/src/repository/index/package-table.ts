import { NameTable } from '@supermin/core/backend';
import type { Dependency } from '../../format/package-record.ts';
import { KINDS, type Kind } from './dependency-kinds.ts';
import { parseDependencyText } from './dependency-text.ts';

/** The arrays that a table is made of: what is kept in a file. */
export interface TableParts {
  /** Name, architecture, version, digest, size and path of each package, a line each, and where they begin. */
  text: Buffer;
  starts: Uint32Array;
  /** Number of the repository that each is from. */
  sources: Uint32Array;
  /** Numbers of dependencies: of each package those of each kind, and where they begin. */
  lists: Uint32Array;
  listStarts: Uint32Array;
  /** Dependencies as texts: see `NameTable`. */
  depText: Buffer;
  depStarts: Uint32Array;
  depSlots: Uint32Array;
  /** Names of what packages provide, paths among them. */
  nameText: Buffer;
  nameStarts: Uint32Array;
  nameSlots: Uint32Array;
  /** Package and dependency of what provides a name, and where those of a name begin. */
  providers: Uint32Array;
  providerStarts: Uint32Array;
}

/** A package as the index has it. */
export interface PackageEntry {
  name: string;
  arch: string;
  /** `2:1.0-3` */
  evr: string;
  sha256: string;
  size: string;
  href: string;
  source: number;
}

/** A package that provides a name, and how. */
export interface Capability {
  pkg: number;
  dependency: Dependency;
}

/**
 * All packages of several repositories. A package is a number, in the order of the repositories and of their indexes, as libsolv
 * numbers them.
 */
export class PackageTable {
  readonly #dependencyTexts: NameTable;
  readonly #names: NameTable;
  readonly #dependencies = new Map<number, Dependency>();
  readonly #entries = new Map<number, PackageEntry>();

  constructor(private readonly parts: TableParts) {
    const { depText, depStarts, depSlots, nameText, nameStarts, nameSlots } = parts;
    this.#dependencyTexts = new NameTable(depText, depStarts, depSlots);
    this.#names = new NameTable(nameText, nameStarts, nameSlots);
  }

  get size(): number {
    return this.parts.sources.length;
  }

  entry(pkg: number): PackageEntry {
    const known = this.#entries.get(pkg);
    if (known !== undefined) return known;
    const { text, starts, sources } = this.parts;
    const lines = text.toString('latin1', starts[pkg]!, starts[pkg + 1]!).split('\n');
    const [name, arch, evr, sha256, size, href] = lines as [string, string, ...string[]];
    const entry = { name, arch, evr: evr!, sha256: sha256!, size: size!, href: href! };
    const whole = { ...entry, source: sources[pkg]! };
    this.#entries.set(pkg, whole);
    return whole;
  }

  list(pkg: number, kind: Kind): Dependency[] {
    const at = pkg * KINDS.length + KINDS.indexOf(kind);
    const { lists, listStarts } = this.parts;
    return Array.from(lists.subarray(listStarts[at]!, listStarts[at + 1]!), (number) =>
      this.#dependency(number),
    );
  }

  /** What provides a name, or is a file of that path, in the order of the packages. */
  providers(name: string): Capability[] {
    const id = this.#names.find(name);
    if (id === undefined) return [];
    const { providers, providerStarts } = this.parts;
    const found: Capability[] = [];
    for (let at = providerStarts[id]!; at < providerStarts[id + 1]!; at += 2) {
      found.push({ pkg: providers[at]!, dependency: this.#dependency(providers[at + 1]!) });
    }
    return found;
  }

  /** Names that packages provide, for guesses at what was meant. */
  *providedNames(): Generator<string> {
    for (let id = 0; id < this.#names.size; id++) yield this.#names.name(id);
  }

  #dependency(number: number): Dependency {
    const known = this.#dependencies.get(number);
    if (known !== undefined) return known;
    const dependency = parseDependencyText(this.#dependencyTexts.name(number));
    this.#dependencies.set(number, dependency);
    return dependency;
  }
}
