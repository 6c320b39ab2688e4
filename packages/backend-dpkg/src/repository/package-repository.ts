import type {
  OpenRepositoryOptions,
  PackageRepository,
  RepositoryPackage,
  RepositorySource,
  ResolvedPackages,
} from '@supermin/core';
import { compareBytes, displayPath } from '@supermin/core';
import { indexDamaged, listedPackage, type PackageIndexFacts } from '@supermin/core/backend';
import { debianArchitecture, unameOf } from './architecture.ts';
import { fetchTable } from './index/fetch-table.ts';
import type { PackageTable } from './index/package-table.ts';
import { packageFault } from './package-syntax.ts';
import { type FetchedRelease, fetchRelease } from './release/fetch-release.ts';
import { type Candidate, UnreadableField } from './resolve/candidate.ts';
import { Pool } from './resolve/pool.ts';
import { resolvePackages } from './resolve/resolve.ts';
import { DISTRIBUTIONS } from './sources/distributions.ts';
import { sourcesOf } from './sources/sources-of.ts';

/** Of a package's entry in an index. */
const NAMES: PackageIndexFacts['names'] = {
  ...{ name: 'Package', version: 'Version', arch: 'Architecture' },
  ...{ path: 'Filename', size: 'Size', sha256: 'SHA256' },
};

/** Reads the indexes. @throws SuperminError, as `fetchRelease` and `fetchTable` */
export async function openRepository(options: OpenRepositoryOptions): Promise<PackageRepository> {
  const sources = options.from.flatMap((from) => sourcesOf(from, options.host));
  const arch = debianArchitecture(options.arch);
  const releases = await Promise.all(sources.map((source) => fetchRelease(source, options)));
  const table = await fetchTable(releases, arch, options);
  return new AptRepository(table, releases, arch);
}

class AptRepository implements PackageRepository {
  readonly cpu: string;
  readonly sources: RepositorySource[];
  readonly #pool: Pool;
  readonly #priorities: number[];

  constructor(
    private readonly table: PackageTable,
    private readonly releases: readonly FetchedRelease[],
    readonly arch: string,
  ) {
    this.cpu = unameOf(arch);
    this.sources = releases.map(({ source: { uri, archive } }) => ({ uri, archive }));
    this.#priorities = releases.map(({ priority }) => priority);
    this.#pool = new Pool(table, { architecture: arch, priorities: this.#priorities });
  }

  resolve(names: readonly string[], { weak = false }: { weak?: boolean }): ResolvedPackages {
    const options = { architecture: this.arch, priorities: this.#priorities, weak };
    const { packages, ties } = this.#read(() => resolvePackages(this.table, names, options));
    return {
      packages: packages
        .map((each) => this.#described(each))
        .sort((a, b) => compareBytes(a.id, b.id)),
      notes: ties.map(
        ({ clause, chosen, others }) => `'${clause}': chose ${chosen}, not ${others.join(', ')}`,
      ),
    };
  }

  has(name: string): boolean {
    return this.#candidate(name) !== undefined;
  }

  essential(): string[] {
    const names = new Set<string>();
    for (const number of this.table.stanzasWith((slim) => slim.includes('\nyes\n'))) {
      const name = this.table.stanza(number).value('package');
      if (this.#candidate(name)?.stanza.value('essential') === 'yes') names.add(name);
    }
    return [...names].sort(compareBytes);
  }

  /** The package that the distribution's package of that name depends on: its own name is another with each version. */
  kernel(): RepositoryPackage | undefined {
    for (const { kernels } of Object.values(DISTRIBUTIONS)) {
      const latest = this.#candidate(kernels[this.arch] ?? '');
      const [clause] = this.#read(() => latest?.dependencies()) ?? [];
      const name = clause?.alternatives[0]?.name ?? '';
      const kernel = name.startsWith('linux-image-') ? this.#candidate(name) : undefined;
      if (kernel !== undefined) return this.#described(kernel);
    }
    return undefined;
  }

  #candidate(name: string): Candidate | undefined {
    const id = this.table.id(name);
    return id === undefined ? undefined : this.#pool.candidate(id);
  }

  /** @throws SuperminError `INDEX_DAMAGED` for a field that cannot be read */
  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UnreadableField)) throw error;
      throw indexDamaged(this.#address(error.source), displayPath(error.message));
    }
  }

  /** Of an index, for messages. */
  #address(source: number): string {
    const { uri, suite } = this.releases[source]!.source;
    return `${uri} ${suite}`;
  }

  /** What a lock could not be read with is not written into one. @throws SuperminError `INDEX_DAMAGED` */
  #described({ name, version, stanza }: Candidate): RepositoryPackage {
    const fields = {
      ...{ name, version, arch: stanza.value('architecture'), id: name },
      source: stanza.source,
      path: stanza.value('filename').replace(/^(\.?\/)+/, ''),
      size: stanza.value('size'),
      sha256: stanza.value('sha256').toLowerCase(),
    };
    const address = this.#address(stanza.source);
    const pkg = listedPackage(fields, { address, sources: this.releases.length, names: NAMES });
    const fault = packageFault(pkg);
    if (fault !== undefined) throw indexDamaged(address, fault);
    return pkg;
  }
}
