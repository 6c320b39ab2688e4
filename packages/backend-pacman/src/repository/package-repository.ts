import type {
  BytePath,
  OpenRepositoryOptions,
  PackageRepository,
  PackageSignatures,
  RepositoryPackage,
  RepositorySource,
  ResolvedPackages,
} from '@supermin/core';
import { compareBytes } from '@supermin/core';
import { listedPackage, type PackageIndexFacts } from '@supermin/core/backend';
import { ESSENTIAL } from '../find/essential.ts';
import { parseDependency } from '../version/dependency.ts';
import { unameOf } from './architecture.ts';
import { CONFIGURING } from './configure/configuration.ts';
import { type FetchedDatabase, fetchDatabase } from './index/fetch-database.ts';
import { findSatisfier } from './resolve/find-satisfier.ts';
import { Pool } from './resolve/pool.ts';
import { resolvePackages } from './resolve/resolve.ts';
import type { SyncPackage } from './resolve/sync-package.ts';
import type { Configuration } from './sources/source.ts';
import { allSources } from './sources/sources-of.ts';
import { packageSignatures } from './trust/package-signatures.ts';

/** Of a package's entry in an index. */
const NAMES: PackageIndexFacts['names'] = {
  ...{ name: '%NAME%', version: '%VERSION%', arch: '%ARCH%' },
  ...{ path: '%FILENAME%', size: '%CSIZE%', sha256: '%SHA256SUM%' },
};

/** Arch's kernels, the usual one first. */
const KERNELS = ['linux', 'linux-lts', 'linux-aarch64', 'linux-armv7'];

/** Reads the indexes. @throws SuperminError, as `allSources` and `fetchDatabase` */
export async function openRepository(options: OpenRepositoryOptions): Promise<PackageRepository> {
  const configuration = await allSources(options.from, options.host, options.arch);
  const databases = await Promise.all(
    configuration.sources.map((source) => fetchDatabase(source, options)),
  );
  return new PacmanRepository(databases, configuration, options);
}

class PacmanRepository implements PackageRepository {
  readonly arch: string;
  readonly cpu: string;
  readonly sources: RepositorySource[];
  readonly signatures: PackageSignatures;
  readonly #pool: Pool;

  constructor(
    private readonly databases: readonly FetchedDatabase[],
    private readonly configuration: Configuration,
    options: OpenRepositoryOptions,
  ) {
    this.arch = configuration.architectures[0]!;
    this.cpu = unameOf(this.arch);
    this.sources = databases.map(({ source: { uri, archive, mirrors } }) => ({
      ...{ uri, archive, mirrors: mirrors.length === 0 ? undefined : mirrors },
    }));
    this.#pool = new Pool(
      databases.map(({ entries }) => entries),
      configuration.ignored,
    );
    const signatureOf = ({ name, source }: RepositoryPackage) =>
      this.#pool.named(name).find((pkg) => pkg.source === source)?.entry.signature ?? '';
    this.signatures = packageSignatures({ databases, sources: this.sources, signatureOf }, options);
  }

  /** pacman has nothing between what is needed and what is only mentioned: `weak` changes nothing. */
  resolve(names: readonly string[]): ResolvedPackages {
    const { packages, notes } = resolvePackages(names, {
      pool: this.#pool,
      repositories: this.databases.map(({ source }) => source.name),
      architectures: this.configuration.architectures,
    });
    return {
      packages: packages
        .map((each) => this.#described(each))
        .sort((a, b) => compareBytes(a.id, b.id)),
      notes,
    };
  }

  has(name: string): boolean {
    return findSatisfier(this.#pool, parseDependency(name), { asked: true }) !== undefined;
  }

  essential(): string[] {
    const isArch = this.#pool.named('base').length > 0 || this.#pool.group('base').length > 0;
    if (isArch) return ['base'];
    return ESSENTIAL.filter((name) => this.has(name));
  }

  configuring(): string[] {
    return CONFIGURING.filter((name) => this.has(name));
  }

  kernel(): RepositoryPackage | undefined {
    const found = KERNELS.map((name) => this.#pool.named(name)[0]).find(
      (pkg) => pkg !== undefined && this.configuration.architectures.includes(pkg.entry.arch),
    );
    return found && this.#described(found);
  }

  /** What a lock could not be read with is not written into one. @throws SuperminError `INDEX_DAMAGED` */
  #described({ entry, source }: SyncPackage): RepositoryPackage {
    const { name, version, arch, filename, size, sha256 } = entry;
    const { uri, directory } = this.databases[source]!.source;
    const fields = {
      ...{ name, version, arch, id: name, source, size },
      path: (directory === '' ? filename : `${directory}/${filename}`) as BytePath,
      sha256: sha256.toLowerCase(),
    };
    return listedPackage(fields, { address: uri, sources: this.sources.length, names: NAMES });
  }
}
