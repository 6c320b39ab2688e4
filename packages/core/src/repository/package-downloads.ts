import { setMaxListeners } from 'node:events';
import { Downloads } from '../download/downloads.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { say } from '../events/event.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { RepositoryContext, RepositoryPackage } from '../plugin/repository-contract.ts';
import { lockDamaged } from './errors.ts';
import { LOCK_NAME, type Lock } from './lock.ts';
import { contextOf, type RepositoryOptions, repositoryOf } from './repository-options.ts';

/** Downloads at a time, each unpacked by the same worker. */
const WORKERS = 6;

/** To the signal, of a worker: its download, and a chain of programs that unpack. */
const LISTENERS = 8;

/** Downloads package files of a lock, several at a time, and reports how far it is. */
export class PackageDownloads {
  #done = 0;
  #total = 0;
  #downloads: Downloads | undefined;
  readonly #context: RepositoryContext;

  /** @throws SuperminError `CACHE_*`; `LOCK_DAMAGED` before anything is looked for: names become those of files */
  constructor(
    private readonly lock: Lock,
    private readonly options: RepositoryOptions,
  ) {
    refuseImpossible(lock, options);
    this.#context = contextOf(options);
    // Each worker's download and programs listen to it; of more than ten, Node.js would warn the user.
    setMaxListeners(WORKERS * LISTENERS, this.#context.signal);
  }

  /**
   * The first failure ends the others, too.
   *
   * @param work is given each file, which is gone afterwards
   * @throws SuperminError `DOWNLOAD_*`; what `work` throws; system errors; the signal's reason
   */
  async all(
    packages: readonly RepositoryPackage[],
    work: (pkg: RepositoryPackage, file: BytePath) => Promise<void>,
  ): Promise<void> {
    const { report, cacheDirectory } = this.#context;
    this.#downloads = new Downloads(cacheDirectory);
    this.#total = packages.reduce((bytes, { size }) => bytes + size, 0);
    say(report, `fetch: ${packages.length} packages, ${this.#total} bytes`);
    // The largest first: a kernel that comes last is unpacked while nothing else is left to do.
    const waiting = [...packages].sort((a, b) => b.size - a.size);
    let failure: { error: unknown } | undefined;
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (failure !== undefined) return;
        try {
          await this.#one(next, work);
        } catch (error) {
          failure ??= { error };
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
    if (failure !== undefined) throw describeFailure(failure.error, cacheDirectory);
  }

  async #one(
    pkg: RepositoryPackage,
    work: (pkg: RepositoryPackage, file: BytePath) => Promise<void>,
  ): Promise<void> {
    const { signal } = this.#context;
    const { name, version, size, sha256 } = pkg;
    const source = this.lock.sources[pkg.source]!;
    const urls = await repositoryOf(this.options).addresses(source, pkg, this.#context);
    const environment = this.options.environment ?? {};
    const progress = (bytes: number) => this.#report(bytes);
    return this.#downloads!.with(
      { name: `${name} ${version}`, urls, size, sha256 },
      { environment, signal, progress },
      (file) => work(pkg, file),
    );
  }

  #report(bytes: number): void {
    this.#done += bytes;
    const { report } = this.#context;
    report({ kind: 'progress', done: this.#done, total: this.#total, unit: 'bytes' });
  }
}

/** @throws SuperminError `LOCK_DAMAGED` */
function refuseImpossible({ packages, kernel }: Lock, options: RepositoryOptions): void {
  const { packageFault } = repositoryOf(options);
  for (const each of kernel === undefined ? packages : [...packages, kernel]) {
    const fault = packageFault?.(each);
    if (fault !== undefined) throw lockDamaged(LOCK_NAME, fault);
  }
}
