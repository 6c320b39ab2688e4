import { Downloads } from '../download/downloads.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { say } from '../events/event.ts';
import { Allowance } from '../layers/allowance.ts';
import type { Layer } from '../layers/layer.ts';
import { LayerStore } from '../layers/layer-store.ts';
import type { RepositoryContext, RepositoryPackage } from '../plugin/repository-contract.ts';
import type { Lock } from './lock.ts';
import { contextOf, type RepositoryOptions, repositoryOf } from './repository-options.ts';

/** Downloads at a time, each unpacked by the same worker. */
const WORKERS = 6;

/** Packages may unpack to this many times their size, and this many bytes more in all: xz has been seen to do 60, of zeros 7,000. */
const MOST_EXPANSION = 200;
const ALWAYS_ALLOWED = 1 << 30;

/**
 * The layers of all packages of a lock, in its order, the kernel's last: from the store, or downloaded, checked and unpacked.
 *
 * @throws SuperminError `DOWNLOAD_*`, `PACKAGE_*`, `ARCHIVE_*`; system errors; the signal's reason
 */
export async function fetchLayers(lock: Lock, options: RepositoryOptions): Promise<Layer[]> {
  const context = contextOf(options);
  const store = new LayerStore(context.cacheDirectory);
  const packages = lock.kernel === undefined ? lock.packages : [...lock.packages, lock.kernel];
  const layers: (Layer | undefined)[] = packages.map(({ sha256 }) => store.find(sha256));
  const missing = [...packages.keys()].filter((at) => layers[at] === undefined);
  if (missing.length === 0) return layers as Layer[];
  const total = missing.reduce((bytes, at) => bytes + packages[at]!.size, 0);
  const fetch = new LayerFetch({ lock, store, total }, options, context);
  say(context.report, `fetch: ${missing.length} packages, ${total} bytes`);
  try {
    await fetch.all(missing, async (at) => {
      layers[at] = await fetch.one(packages[at]!);
    });
  } catch (error) {
    throw describeFailure(error, context.cacheDirectory);
  }
  return layers as Layer[];
}

class LayerFetch {
  #done = 0;
  readonly #downloads: Downloads;
  readonly #allowance: Allowance;

  constructor(
    private readonly job: { lock: Lock; store: LayerStore; total: number },
    private readonly options: RepositoryOptions,
    private readonly context: RepositoryContext,
  ) {
    this.#allowance = new Allowance(job.total * MOST_EXPANSION + ALWAYS_ALLOWED);
    this.#downloads = new Downloads(context.cacheDirectory);
  }

  /** The first failure ends the others, too. */
  async all(items: readonly number[], work: (item: number) => Promise<void>): Promise<void> {
    const waiting = [...items];
    let failure: { error: unknown } | undefined;
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (failure !== undefined) return;
        try {
          await work(next);
        } catch (error) {
          failure ??= { error };
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
    if (failure !== undefined) throw failure.error;
  }

  async one(pkg: RepositoryPackage): Promise<Layer> {
    const support = repositoryOf(this.options);
    const { signal, report } = this.context;
    const { name, version, size, sha256 } = pkg;
    const source = this.job.lock.sources[pkg.source]!;
    const urls = support.addresses(source, pkg, this.context);
    const environment = this.options.environment ?? {};
    const progress = (bytes: number) => this.#report(bytes);
    return this.#downloads.with(
      { name: `${name} ${version}`, urls, size, sha256 },
      { environment, signal, progress },
      async (file) => {
        const { members, notes } = await support.unpack(file, pkg, signal);
        return this.job.store.add(
          sha256,
          { members, notes, name: `${name} ${version}` },
          { report, allowance: this.#allowance },
        );
      },
    );
  }

  #report(bytes: number): void {
    this.#done += bytes;
    this.context.report({
      kind: 'progress',
      done: this.#done,
      total: this.job.total,
      unit: 'bytes',
    });
  }
}
