import type { Dependency } from '../../format/package-record.ts';
import { Sense } from '../../format/tags.ts';
import { isFeatureOfRpm } from '../../resolve/satisfiers.ts';
import { compareEvr, type Evr, parseEvr } from '../../version/evr.ts';
import { architectureRank, colourOf } from '../architecture.ts';
import type { Kind } from '../index/dependency-kinds.ts';
import type { PackageEntry, PackageTable } from '../index/package-table.ts';
import { versionsMeet } from './versions-meet.ts';

/** How much a repository is preferred. */
export interface RepositoryRank {
  /** dnf's: lower comes first. */
  priority: number;
  cost: number;
}

export interface PoolOptions {
  arch: string;
  /** Of each repository, by its number. */
  ranks: readonly RepositoryRank[];
  /** Packages with files that primary.xml does not have, by path: digests. */
  fileOwners?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/**
 * Packages that may be chosen. A package is a positive number here, one more than in the table: the negative is "not this one".
 */
export class Pool {
  readonly #providers = new Map<string, readonly number[]>();
  readonly #versions = new Map<number, Evr>();
  readonly #fileOwners = new Map<string, number[]>();

  constructor(
    readonly table: PackageTable,
    private readonly options: PoolOptions,
  ) {
    this.#findFileOwners();
  }

  get size(): number {
    return this.table.size;
  }

  entry(pkg: number): PackageEntry {
    return this.table.entry(pkg - 1);
  }

  list(pkg: number, kind: Kind): Dependency[] {
    return this.table.list(pkg - 1, kind);
  }

  requires(pkg: number): Dependency[] {
    return this.list(pkg, 'requires').filter((each) => !isFeatureOfRpm(each));
  }

  /** Packages that satisfy a plain dependency, in their order. */
  providers(dependency: Dependency): readonly number[] {
    const { name, flags, version } = dependency;
    const key = `${name}\0${flags}\0${version}`;
    const known = this.#providers.get(key);
    if (known !== undefined) return known;
    const found = this.table
      .providers(name)
      .filter((each) => versionsMeet(each.dependency, dependency))
      .map(({ pkg }) => pkg + 1);
    const files = this.#fileOwners.get(name) ?? [];
    const all = [...new Set([...found, ...files])].sort((a, b) => a - b);
    this.#providers.set(key, all);
    return all;
  }

  /** Packages of a name and a range of versions, whatever others provide: what Obsoletes means. */
  named({ name, flags, version }: Dependency): number[] {
    return this.table
      .providers(name)
      .filter(({ pkg, dependency }) => {
        const { name: own, evr } = this.table.entry(pkg);
        if (own !== name || dependency.version !== evr) return false;
        const itself = { name, flags: Sense.equal, version: evr };
        return versionsMeet(itself, { name, flags, version });
      })
      .map(({ pkg }) => pkg + 1)
      .filter((pkg, at, all) => all.indexOf(pkg) === at);
  }

  /** Those with the same name and another version, architecture or repository. */
  others(pkg: number): number[] {
    const { name } = this.entry(pkg);
    return this.named({ name, flags: 0, version: '' }).filter((each) => each !== pkg);
  }

  version(pkg: number): Evr {
    const known = this.#versions.get(pkg);
    if (known !== undefined) return known;
    const version = parseEvr(this.entry(pkg).evr);
    this.#versions.set(pkg, version);
    return version;
  }

  compareVersions(a: number, b: number): number {
    return compareEvr(this.version(a), this.version(b));
  }

  rank(pkg: number): RepositoryRank {
    return this.options.ranks[this.entry(pkg).source]!;
  }

  /** 0 is best; undefined for packages of no architecture, which are as good as any. */
  architecture(pkg: number): number | undefined {
    const { arch } = this.entry(pkg);
    return arch === 'noarch' ? undefined : architectureRank(this.options.arch, arch);
  }

  /** Whether packages of one name are in each other's way, as those for different architectures may not be. */
  collide(a: number, b: number): boolean {
    return (colourOf(this.entry(a).arch) & colourOf(this.entry(b).arch)) !== 0;
  }

  /** `bash-5.2.15-3.x86_64` */
  label(pkg: number): string {
    const { name, evr, arch } = this.entry(pkg);
    return `${name}-${evr}.${arch}`;
  }

  #findFileOwners(): void {
    const { fileOwners } = this.options;
    if (fileOwners === undefined || fileOwners.size === 0) return;
    const byDigest = new Map<string, number[]>();
    for (let pkg = 1; pkg <= this.size; pkg++) {
      const { sha256 } = this.entry(pkg);
      byDigest.set(sha256, [...(byDigest.get(sha256) ?? []), pkg]);
    }
    for (const [path, digests] of fileOwners) {
      this.#fileOwners.set(
        path,
        [...digests].flatMap((digest) => byDigest.get(digest) ?? []),
      );
    }
  }
}
