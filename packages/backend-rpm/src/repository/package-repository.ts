import {
  compareBytes,
  type OpenRepositoryOptions,
  type PackageRepository,
  type PackageSignatures,
  type RepositoryPackage,
  type RepositorySource,
  type ResolvedPackages,
} from '@supermin/core';
import { listedPackage, type PackageIndexFacts } from '@supermin/core/backend';
import { ESSENTIAL } from '../find/essential.ts';
import { rpmArchitecture, unameOf } from './architecture.ts';
import { CONFIGURING } from './configure/configuration.ts';
import { fetchTable } from './index/fetch-table.ts';
import { fetchFileOwners } from './index/file-lists.ts';
import type { PackageTable } from './index/package-table.ts';
import { type FetchedRepomd, fetchRepomd } from './metadata/fetch-repomd.ts';
import { describeTie } from './resolve/explain.ts';
import { Policy } from './resolve/policy.ts';
import { Pool } from './resolve/pool.ts';
import { resolvePackages } from './resolve/resolve.ts';
import { sourcesOf } from './sources/sources-of.ts';
import { verifyPackage } from './trust/verify-package.ts';

/** Of a package's entry in an index. */
const NAMES: PackageIndexFacts['names'] = {
  ...{ name: 'name', version: 'version', arch: 'arch' },
  ...{ path: 'location', size: 'size', sha256: 'sha256' },
};

/** Reads the indexes. @throws SuperminError, as `fetchRepomd` and `fetchTable` */
export async function openRepository(options: OpenRepositoryOptions): Promise<PackageRepository> {
  const arch = rpmArchitecture(options.arch);
  const sources = options.from.flatMap((from) => sourcesOf(from, options.host, arch));
  const repositories = await Promise.all(sources.map((source) => fetchRepomd(source, options)));
  const table = await fetchTable(repositories, arch, options);
  return new RpmRepository({ table, repositories, arch }, options);
}

interface Opened {
  table: PackageTable;
  repositories: readonly FetchedRepomd[];
  arch: string;
}

class RpmRepository implements PackageRepository {
  readonly arch: string;
  readonly cpu: string;
  readonly sources: RepositorySource[];
  readonly signatures: PackageSignatures;
  #pool: Pool;

  constructor(
    private readonly opened: Opened,
    private readonly options: OpenRepositoryOptions,
  ) {
    this.arch = opened.arch;
    this.cpu = unameOf(opened.arch);
    this.sources = opened.repositories.map(({ uri, source, addresses }) => ({
      ...{ uri, archive: source.archive },
      // Of a distribution's own archive mirrors are chosen anew each time.
      mirrors:
        source.archive === undefined && addresses.length > 1 ? addresses.slice(1) : undefined,
    }));
    const keysOf = ({ source }: RepositoryPackage) => opened.repositories[source]!.packageKeys;
    this.signatures = {
      required: (pkg) => keysOf(pkg)?.join('\n'),
      verify: (pkg, file) => verifyPackage(file, pkg, keysOf(pkg) ?? [], options),
    };
    this.#pool = this.#poolWith(undefined);
  }

  async resolve(words: readonly string[]): Promise<ResolvedPackages> {
    const paths = new Set<string>();
    for (;;) {
      const resolved = resolvePackages(this.#pool, words, paths);
      if ('packages' in resolved) {
        const packages = resolved.packages.map((pkg) => this.#described(pkg));
        const notes = resolved.ties.map((tie) => describeTie(this.#pool, tie));
        return { packages: withIds(packages).sort((a, b) => compareBytes(a.id, b.id)), notes };
      }
      for (const path of resolved.paths) paths.add(path);
      const { repositories } = this.opened;
      this.#pool = this.#poolWith(await fetchFileOwners(repositories, paths, this.options));
    }
  }

  has(name: string): boolean {
    return this.#pool.named({ name, flags: 0, version: '' }).length > 0;
  }

  essential(): string[] {
    return ESSENTIAL.filter((name) => this.has(name));
  }

  configuring(): string[] {
    return CONFIGURING.filter((name) => this.has(name));
  }

  kernel(): RepositoryPackage | undefined {
    for (const name of ['kernel-core', 'kernel-default-base', 'kernel-default', 'kernel']) {
      const [best] = this.#best(this.#pool.named({ name, flags: 0, version: '' }));
      if (best !== undefined) return withIds([this.#described(best)])[0];
    }
    return undefined;
  }

  #best(packages: readonly number[]): number[] {
    const never = { isRecommended: () => false, isSuggested: () => false };
    return new Policy(this.#pool, never).order(packages);
  }

  #poolWith(fileOwners: ReadonlyMap<string, ReadonlySet<string>> | undefined): Pool {
    const { table, repositories, arch } = this.opened;
    const ranks = repositories.map(({ source: { priority, cost } }) => ({ priority, cost }));
    return new Pool(table, { arch, ranks, fileOwners });
  }

  /** What a lock could not be read with is not written into one. @throws SuperminError `INDEX_DAMAGED` */
  #described(number: number): RepositoryPackage {
    const { name, arch, evr, sha256, size, href, source } = this.#pool.entry(number);
    const fields = { name, version: evr, arch, id: name, source, path: href, size, sha256 };
    const address = this.sources[source]!.uri;
    return listedPackage(fields, { address, sources: this.sources.length, names: NAMES });
  }
}

/** Of packages of one name, which differ in architecture, the id says it. */
function withIds(packages: readonly RepositoryPackage[]): RepositoryPackage[] {
  const names = new Map<string, number>();
  for (const { name } of packages) names.set(name, (names.get(name) ?? 0) + 1);
  return packages.map((pkg) =>
    names.get(pkg.name) === 1 ? pkg : { ...pkg, id: `${pkg.name}.${pkg.arch}` },
  );
}
