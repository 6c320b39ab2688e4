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
import { findByPath } from '../find/by-path.ts';
import { pristineFiles } from '../pristine/pristine.ts';
import { resolveClosure } from '../resolve/closure.ts';
import { resolveAsSupermin5 } from '../resolve/supermin5.ts';
import { FileLists } from './file-lists.ts';
import { FileOwners } from './file-owners.ts';
import type { InstalledPackage } from './installed-package.ts';
import { PackageIndex } from './package-index.ts';

/** A pacman database under one host root. */
export class PacmanDatabase implements PackageDatabase {
  readonly #index: PackageIndex;
  readonly #lists: FileLists;
  readonly #owners: FileOwners;

  constructor(
    private readonly context: OpenOptions,
    packages: readonly InstalledPackage[],
  ) {
    this.#index = new PackageIndex(packages);
    this.#lists = new FileLists(context.host);
    this.#owners = new FileOwners(context.host, packages, this.#lists);
  }

  find(name: string): Package[] {
    const found = name.startsWith('/')
      ? findByPath(this.context.host, this.#owners, name)
      : findByName(this.#index, name);
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

  async contents(packages: readonly Package[], signal: AbortSignal): Promise<PackageContents[]> {
    const own = packages.map((each) => this.#own(each));
    return readContents(this.context.host, this.#lists, own, signal);
  }

  pristine(
    contents: readonly PackageContents[],
    options: PristineOptions,
  ): Promise<PristineFile[]> {
    const packages = contents.map(({ package: found, files }) => ({
      package: this.#own(found),
      paths: new Set(files.filter(({ config }) => config).map(({ path }) => path)),
    }));
    const context = { ...this.context, lists: this.#lists, packages: this.#index.packages };
    return pristineFiles(context, packages, options);
  }

  /** `name-[epoch:]version-release.arch`. */
  listEntry(pkg: Package): string {
    const { name, version, arch } = this.#own(pkg);
    return `${name}-${version}.${arch}`;
  }

  /** Packages come back from the caller as plain values: theirs is the id, ours the rest. */
  #own({ id }: Pick<Package, 'id'>): InstalledPackage {
    const found = this.#index.named(id);
    if (found === undefined) throw unknownPackage(id);
    return found;
  }
}
