import { tidyCache } from '../cache/tidy-cache.ts';
import { Allowance } from '../layers/allowance.ts';
import type { Layer } from '../layers/layer.ts';
import { LayerStore } from '../layers/layer-store.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { PackageSignatures, RepositoryPackage } from '../plugin/repository-contract.ts';
import { ofPackage } from './errors.ts';
import type { Lock } from './lock.ts';
import { PackageDownloads } from './package-downloads.ts';
import { keepPackageFile } from './package-files.ts';
import { contextOf, type RepositoryOptions, repositoryOf } from './repository-options.ts';
import { VerifiedPackages } from './verified-packages.ts';

/** Packages may unpack to this many times their size, and this many bytes more in all: xz has been seen to do 60, of zeros 7,000. */
const MOST_EXPANSION = 200;
const ALWAYS_ALLOWED = 1 << 30;

/** Among a layer's notes, the package that it was unpacked as. */
const PACKAGE = 'package';

export interface FetchLayersOptions extends RepositoryOptions {
  /** Also keep the files of packages that are downloaded, for `fetchPackageFiles`. */
  keepFiles?: boolean;
}

/**
 * The layers of all packages of a lock, in its order, the kernel's last: from the store, or downloaded, checked and unpacked.
 *
 * @param signatures for a new lock, which nobody has to believe yet
 * @throws SuperminError `LOCK_DAMAGED`, `DOWNLOAD_*`, `PACKAGE_*`, `ARCHIVE_*`, `SIGNATURE_*`; system errors; the signal's reason
 */
export async function fetchLayers(
  lock: Lock,
  options: FetchLayersOptions,
  signatures?: PackageSignatures,
): Promise<Layer[]> {
  const { cacheDirectory, report, signal } = contextOf(options);
  const downloads = new PackageDownloads(lock, options);
  const store = new LayerStore(cacheDirectory);
  const packages = lock.kernel === undefined ? lock.packages : [...lock.packages, lock.kernel];
  const layers = packages.map((pkg) => layerOf(pkg, store));
  const verified = new VerifiedPackages(cacheDirectory, signatures);
  const isVerified = await Promise.all(packages.map((pkg) => verified.has(pkg)));
  const missing = packages.filter((_, at) => layers[at] === undefined || !isVerified[at]);
  if (missing.length === 0) return layers as Layer[];
  const total = missing.reduce((bytes, { size }) => bytes + size, 0);
  const allowance = new Allowance(total * MOST_EXPANSION + ALWAYS_ALLOWED);
  const unpack = async (pkg: RepositoryPackage, file: BytePath) => {
    const name = `${pkg.name} ${pkg.version}`;
    try {
      const { members, notes } = await repositoryOf(options).unpack(file, pkg, signal);
      const source = { members, notes: { ...notes, [PACKAGE]: identityOf(pkg) }, name };
      return await store.add(pkg.sha256, source, { report, allowance });
    } catch (error) {
      throw ofPackage(name, error);
    }
  };
  await downloads.all(missing, async (pkg, file) => {
    await verified.verify(pkg, file);
    const at = packages.indexOf(pkg);
    layers[at] ??= await unpack(pkg, file);
    if (options.keepFiles === true && pkg !== lock.kernel) await keepPackageFile(store, pkg, file);
  });
  tidyCache(cacheDirectory, report);
  return layers as Layer[];
}

/** What was unpacked as another package would be taken for this one, which the lock of somebody else may call so: unpacking tells. */
function layerOf(pkg: RepositoryPackage, store: LayerStore): Layer | undefined {
  const layer = store.find(pkg.sha256);
  return layer?.notes[PACKAGE] === identityOf(pkg) ? layer : undefined;
}

function identityOf({ name, version, arch }: RepositoryPackage): string {
  return `${name} ${version} ${arch}`;
}
