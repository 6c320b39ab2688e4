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
import { familyOf } from '../families/choose-family.ts';
import { findByName } from '../find/by-name.ts';
import { findByPath } from '../find/by-path.ts';
import { pristineFiles } from '../pristine/pristine.ts';
import { resolveClosure } from '../resolve/closure.ts';
import { Satisfiers } from '../resolve/satisfiers.ts';
import { resolveAsSupermin5 } from '../resolve/supermin5.ts';
import { FileOwners } from './file-owners.ts';
import { type InstalledPackage, nevraOf } from './installed-package.ts';
import { PackageIndex } from './package-index.ts';
import type { PackageRecord } from './package-record.ts';
import { releaseVersion } from './release-version.ts';

/** An rpm database under one host root. */
export class RpmDatabase implements PackageDatabase {
  readonly #satisfiers: Satisfiers;
  readonly #byId: ReadonlyMap<string, InstalledPackage>;

  constructor(
    private readonly context: OpenOptions,
    records: readonly PackageRecord[],
  ) {
    const index = new PackageIndex(records);
    this.#satisfiers = new Satisfiers(index, new FileOwners(context.host, index.packages));
    this.#byId = new Map(index.packages.map((found) => [found.id, found]));
  }

  find(name: string): Package[] {
    const found = name.startsWith('/')
      ? findByPath(this.context.host, this.#satisfiers, name)
      : findByName(this.#satisfiers, name);
    return found === undefined ? [] : [found];
  }

  closure(roots: readonly Package[], options: ClosureOptions): Package[] {
    const packages = roots.map((root) => this.#own(root));
    if (options.resolver === 'supermin5') return resolveAsSupermin5(this.#satisfiers, packages);
    return resolveClosure(this.#satisfiers, packages, {
      weak: options.weak ?? false,
      report: this.context.report,
    });
  }

  contents(packages: readonly Package[], signal: AbortSignal): Promise<PackageContents[]> {
    return readContents(
      this.context.host,
      packages.map((each) => this.#own(each)),
      signal,
    );
  }

  pristine(
    contents: readonly PackageContents[],
    options: PristineOptions,
  ): Promise<PristineFile[]> {
    const packages = contents.map(({ package: found, files }) => ({
      package: this.#own(found),
      files,
    }));
    const { host, family } = this.context;
    const context = {
      ...this.context,
      family: familyOf(host, family),
      releaseVersion: releaseVersion(host, this.#satisfiers.index),
    };
    return pristineFiles(context, packages, options);
  }

  /** `name-[epoch:]version-release.arch`. */
  listEntry(pkg: Package): string {
    return nevraOf(this.#own(pkg).record);
  }

  /** Packages come back from the caller as plain values: theirs is the id, ours the record. */
  #own({ id }: Pick<Package, 'id'>): InstalledPackage {
    const found = this.#byId.get(id);
    if (found === undefined) throw unknownPackage(id);
    return found;
  }
}
