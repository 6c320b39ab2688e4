import type {
  ClosureOptions,
  OpenOptions,
  Package,
  PackageContents,
  PackageDatabase,
  PristineFile,
  PristineOptions,
} from '@supermin/core';
import { readContents } from '../contents/contents.ts';
import { unknownPackage } from '../errors.ts';
import { findByName } from '../find/by-name.ts';
import { PathOwners } from '../find/by-path.ts';
import type { Stanza } from '../format/stanza.ts';
import { pristineFiles } from '../pristine/pristine.ts';
import { resolveClosure } from '../resolve/closure.ts';
import { resolveAsSupermin5 } from '../resolve/supermin5.ts';
import { type Diversions, readDiversions } from './diversions.ts';
import { FileLists } from './file-lists.ts';
import type { InstalledPackage } from './installed-package.ts';
import type { PackageIndex } from './package-index.ts';
import { readIndex } from './read-index.ts';

/** A dpkg database under one host root. */
export class DpkgDatabase implements PackageDatabase {
  readonly #index: PackageIndex;
  readonly #lists: FileLists;
  readonly #diversions: Diversions;
  readonly #owners: PathOwners;
  readonly #byId: ReadonlyMap<string, InstalledPackage>;

  /** @param stanzas see `readStatus` */
  constructor(
    private readonly context: OpenOptions,
    stanzas: readonly Stanza[],
  ) {
    const { host, report } = context;
    this.#lists = new FileLists(host, report);
    this.#index = readIndex(host, this.#lists, stanzas, report);
    this.#diversions = readDiversions(host);
    this.#owners = new PathOwners(host, this.#index, this.#lists, this.#diversions);
    this.#byId = new Map(this.#index.packages.map((found) => [found.id, found]));
  }

  find(name: string): Package[] {
    const found = name.startsWith('/') ? this.#owners.find(name) : findByName(this.#index, name);
    return found === undefined ? [] : [found];
  }

  closure(roots: readonly Package[], options: ClosureOptions): Package[] {
    const packages = roots.map((root) => this.#own(root));
    if (options.resolver === 'supermin5') return resolveAsSupermin5(this.#index, packages);
    return resolveClosure(this.#index, packages, {
      weak: options.weak ?? false,
      report: this.context.report,
    });
  }

  contents(packages: readonly Package[], signal: AbortSignal): Promise<PackageContents[]> {
    return readContents(
      { host: this.context.host, lists: this.#lists, diversions: this.#diversions },
      packages.map((each) => this.#own(each)),
      signal,
    );
  }

  pristine(
    contents: readonly PackageContents[],
    options: PristineOptions,
  ): Promise<PristineFile[]> {
    const packages = contents.map(({ package: { id }, files }) => ({
      package: this.#own({ id }),
      files,
    }));
    return pristineFiles(
      { ...this.context, diversions: this.#diversions, native: this.#index.native },
      packages,
      options,
    );
  }

  listEntry({ name, version, arch }: Package): string {
    return `${name}_${version}_${arch}`;
  }

  /** Packages come back from the caller as plain values: theirs is the id, ours the record. */
  #own({ id }: Pick<Package, 'id'>): InstalledPackage {
    const found = this.#byId.get(id);
    if (found === undefined) throw unknownPackage(id);
    return found;
  }
}
