import { setMaxListeners } from 'node:events';
import { Downloads } from '../download/downloads.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { say } from '../events/event.ts';
import { Allowance } from '../layers/allowance.ts';
import type { Layer } from '../layers/layer.ts';
import { LayerStore } from '../layers/layer-store.ts';
import type { BytePath } from '../path/byte-path.ts';
import type {
  PackageSignatures,
  RepositoryContext,
  RepositoryPackage,
} from '../plugin/repository-contract.ts';
import { lockDamaged } from './errors.ts';
import type { Lock } from './lock.ts';
import { contextOf, type RepositoryOptions, repositoryOf } from './repository-options.ts';
import { VerifiedPackages } from './verified-packages.ts';

/** Downloads at a time, each unpacked by the same worker. */
const WORKERS = 6;

/** To the signal, of a worker: its download, and a chain of programs that unpack. */
const LISTENERS = 8;

/** Packages may unpack to this many times their size, and this many bytes more in all: xz has been seen to do 60, of zeros 7,000. */
const MOST_EXPANSION = 200;
const ALWAYS_ALLOWED = 1 << 30;

/**
 * The layers of all packages of a lock, in its order, the kernel's last: from the store, or downloaded, checked and unpacked.
 *
 * @param signatures for a new lock, which nobody has to believe yet
 * @throws SuperminError `LOCK_DAMAGED`, `DOWNLOAD_*`, `PACKAGE_*`, `ARCHIVE_*`, `SIGNATURE_*`; system errors; the signal's reason
 */
export async function fetchLayers(
  lock: Lock,
  options: RepositoryOptions,
  signatures?: PackageSignatures,
): Promise<Layer[]> {
  const context = contextOf(options);
  refuseImpossible(lock, options);
  const store = new LayerStore(context.cacheDirectory);
  const packages = lock.kernel === undefined ? lock.packages : [...lock.packages, lock.kernel];
  const layers: (Layer | undefined)[] = packages.map(({ sha256 }) => store.find(sha256));
  const verified = new VerifiedPackages(context.cacheDirectory, signatures);
  const isVerified = await Promise.all(packages.map((pkg) => verified.has(pkg)));
  const missing = [...packages.keys()].filter((at) => layers[at] === undefined || !isVerified[at]);
  if (missing.length === 0) return layers as Layer[];
  const total = missing.reduce((bytes, at) => bytes + packages[at]!.size, 0);
  const fetch = new LayerFetch({ lock, store, verified, total }, options, context);
  say(context.report, `fetch: ${missing.length} packages, ${total} bytes`);
  try {
    await fetch.all(missing, async (at) => {
      layers[at] = await fetch.one(packages[at]!, layers[at]);
    });
  } catch (error) {
    throw describeFailure(error, context.cacheDirectory);
  }
  return layers as Layer[];
}

interface Job {
  lock: Lock;
  store: LayerStore;
  verified: VerifiedPackages;
  /** Bytes to be downloaded. */
  total: number;
}

/** Before anything is looked for: names become those of files. @throws SuperminError `LOCK_DAMAGED` */
function refuseImpossible({ packages, kernel }: Lock, options: RepositoryOptions): void {
  const { packageFault } = repositoryOf(options);
  for (const each of kernel === undefined ? packages : [...packages, kernel]) {
    const fault = packageFault?.(each);
    if (fault !== undefined) throw lockDamaged('lock.json', fault);
  }
}

class LayerFetch {
  #done = 0;
  readonly #downloads: Downloads;
  readonly #allowance: Allowance;

  constructor(
    private readonly job: Job,
    private readonly options: RepositoryOptions,
    private readonly context: RepositoryContext,
  ) {
    this.#allowance = new Allowance(job.total * MOST_EXPANSION + ALWAYS_ALLOWED);
    this.#downloads = new Downloads(context.cacheDirectory);
    // Each worker's download and programs listen to it; of more than ten, Node.js would warn the user.
    setMaxListeners(WORKERS * LISTENERS, context.signal);
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

  /** @param known the layer, of a package that only has to be verified */
  async one(pkg: RepositoryPackage, known: Layer | undefined): Promise<Layer> {
    const { signal } = this.context;
    const { name, version, size, sha256 } = pkg;
    const source = this.job.lock.sources[pkg.source]!;
    const urls = await repositoryOf(this.options).addresses(source, pkg, this.context);
    const environment = this.options.environment ?? {};
    const progress = (bytes: number) => this.#report(bytes);
    return this.#downloads.with(
      { name: `${name} ${version}`, urls, size, sha256 },
      { environment, signal, progress },
      async (file) => {
        await this.job.verified.verify(pkg, file);
        return known ?? this.#unpack(pkg, file);
      },
    );
  }

  async #unpack(pkg: RepositoryPackage, file: BytePath): Promise<Layer> {
    const { signal, report } = this.context;
    const { members, notes } = await repositoryOf(this.options).unpack(file, pkg, signal);
    const name = `${pkg.name} ${pkg.version}`;
    const allowance = this.#allowance;
    return this.job.store.add(pkg.sha256, { members, notes, name }, { report, allowance });
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
