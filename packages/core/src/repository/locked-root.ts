import { timed } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import type { Layer } from '../layers/layer.ts';
import { layeredHost } from '../layers/layered-host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { LayeredPackage, RepositoryPackage } from '../plugin/repository-contract.ts';
import { fetchLayers } from './fetch-layers.ts';
import { type Lock, lockDigest } from './lock.ts';
import { contextOf, type RepositoryOptions, repositoryOf } from './repository-options.ts';

/** A host root of packages that are nowhere installed. */
export interface LockedRoot {
  host: Host;
  /** Ids of all packages. */
  packages: string[];
  /** The package manager's database: files that no package has. */
  files: BytePath[];
  /** Changes with every package. */
  digest: string;
  /** The architecture, as `uname -m` has it. */
  cpu: string;
}

/**
 * Makes a host root of the packages of a lock, which are fetched if they are not kept. Nothing is unpacked but into the store.
 *
 * @throws SuperminError, as `fetchLayers`
 */
export async function lockedRoot(lock: Lock, options: RepositoryOptions): Promise<LockedRoot> {
  const { report } = contextOf(options);
  const layers = await timed(report, 'fetch packages', () => fetchLayers(lock, options));
  const packages = lock.packages.map((pkg, at) => layeredPackage(pkg, layers[at]!));
  const { below, above } = repositoryOf(options).root(packages, lock.arch);
  return {
    host: layeredHost({ name: lock.from.join('+'), layers, below, above }),
    packages: lock.packages.map(({ id }) => id),
    files: [...above.keys()],
    digest: lockDigest(lock),
    cpu: lock.cpu,
  };
}

function layeredPackage(pkg: RepositoryPackage, { tree, notes }: Layer): LayeredPackage {
  let newest = 0;
  for (const { node } of tree.walk()) newest = Math.max(newest, node.mtime);
  const paths = () => [...tree.walk()].map(({ path }) => path);
  return { package: pkg, notes, paths, newest };
}
