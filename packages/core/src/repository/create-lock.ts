import { Downloads } from '../download/downloads.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { say, timed } from '../events/event.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { Fetcher, PackageRepository } from '../plugin/repository-contract.ts';
import { fetchLayers } from './fetch-layers.ts';
import type { Lock } from './lock.ts';
import { namesOf } from './names-of.ts';
import { contextOf, type RepositoryOptions, repositoryOf } from './repository-options.ts';

export interface CreateLockOptions extends RepositoryOptions {
  family: string;
  /** See `OpenRepositoryOptions`. */
  from: readonly string[];
  /** Inputs of a build, which name packages. */
  inputs?: readonly BytePath[];
  /** Names of more packages. */
  packages: readonly string[];
  /** Names that are added if there are such packages. */
  optional?: readonly string[];
  /** Also the packages of a minimal working system. */
  essential?: boolean;
  /** The packages will be configured. Their scripts may take for granted that those of a minimal working system are there. */
  configure?: boolean;
  arch?: string | undefined;
  /** Also what is only recommended. */
  weak?: boolean | undefined;
  update?: boolean | undefined;
}

/** A name of a package that has a kernel, in any distribution. */
const KERNEL = /^(linux-image-\d|kernel-core$|linux(-(lts|virt|zen|hardened|rt|rt-lts))?$)/;

/**
 * Chooses packages from repositories. Those that have to be signed one by one are downloaded and verified.
 *
 * @throws SuperminError `PACKAGES_MISSING`, `PACKAGES_UNSATISFIABLE`, `DOWNLOAD_*`, and what the backend says of its repositories
 */
export async function createLock(options: CreateLockOptions): Promise<Lock> {
  const support = repositoryOf(options);
  const context = contextOf(options);
  const { report, signal } = context;
  const downloads = new Downloads(context.cacheDirectory);
  const environment = options.environment ?? {};
  const fetcher: Fetcher = {
    fetch: (file, work) => downloads.with(file, { environment, signal }, work),
  };
  const { from, arch, update } = options;
  const repository = await timed(report, 'read the repositories', () =>
    support.open({ ...context, from, arch, update, fetcher }),
  ).catch((error) => {
    throw describeFailure(error, context.cacheDirectory);
  });
  const { inputs = [], optional = [], essential, configure } = options;
  const requested = [
    ...(await namesOf(inputs, { signal, report })),
    ...options.packages,
    ...optional.filter((name) => repository.has(name)),
    ...(essential || configure ? repository.essential() : []),
    ...(configure ? (repository.configuring?.() ?? []) : []),
  ];
  const { packages, notes } = await timed(report, 'resolve dependencies', async () =>
    repository.resolve(requested, { weak: options.weak ?? false }),
  );
  say(report, `${from.join(' ')}: ${packages.length} packages, including dependencies`);
  for (const note of notes) say(report, note);
  const hasKernel = packages.some(({ name }) => KERNEL.test(name));
  const lock: Lock = {
    backend: options.backend.name,
    family: options.family,
    from: [...from],
    arch: repository.arch,
    cpu: repository.cpu,
    requested: [...new Set(requested)],
    sources: repository.sources,
    packages,
    kernel: hasKernel ? undefined : repository.kernel(),
  };
  return vouchedFor(lock, repository, options);
}

/** The lock, when all that it names was verified, which the indexes alone do not do everywhere. */
async function vouchedFor(
  lock: Lock,
  repository: PackageRepository,
  options: CreateLockOptions,
): Promise<Lock> {
  const { report = () => {} } = options;
  const { signatures } = repository;
  const all = (each: Lock) => (each.kernel ? [...each.packages, each.kernel] : each.packages);
  const found = all(lock);
  const known = await timed(
    report,
    'look at packages',
    async () => (await repository.complete?.(found)) ?? found,
  );
  const packages = known.slice(0, lock.packages.length);
  const complete = { ...lock, packages, kernel: known[lock.packages.length] };
  // Whoever has the lock later need not have the keys.
  if (all(complete).some((pkg) => signatures?.required(pkg) !== undefined)) {
    await timed(report, 'verify packages', () => fetchLayers(complete, options, signatures));
  }
  return complete;
}
