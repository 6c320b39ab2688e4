import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chooseKernel, guestInitPath } from '@supermin/boot';
import {
  type Configuration,
  fetchPackageFiles,
  type Layer,
  LayerStore,
  type Lock,
  LockedPackages,
  type LockedRoot,
  lockDigest,
  say,
  tidyCache,
  timed,
  toSystemPath,
} from '@supermin/core';
import type { ConfigureOptions } from '../appliance/configure.ts';
import { configureUnsupported } from '../errors/configure.ts';
import { configureInVm } from './configure-in-vm.ts';

/** To be raised when the same root would be configured in another way. */
const VERSION = 1;

/**
 * The root of a lock's packages with their scripts run: in a VM, once; what they changed is kept as a layer.
 *
 * @throws SuperminError `CONFIGURE_*`; as `lockedRoot()`, `build()` and `Vm.start()`
 */
export async function configuredRoot(lock: Lock, options: ConfigureOptions): Promise<LockedRoot> {
  const { backend, report = () => {}, cacheDirectory } = options;
  if (backend.repository?.configuration === undefined) throw configureUnsupported(backend.name);
  // They would be downloaded once more.
  const keepFiles = backend.repository.configuresFiles ?? false;
  const packages = await LockedPackages.fetch(lock, { ...options, keepFiles });
  const configuration = backend.repository.configuration(packages.packages, lock.arch);
  const store = new LayerStore(cacheDirectory!);
  const key = keyOf(lock, packages, configuration, options);
  const kept = store.find(key);
  if (kept !== undefined) {
    say(report, 'configure: the packages have been configured before');
    return packages.root(kept);
  }
  const packageFiles = () => fetchPackageFiles(lock, options);
  const changes = await timed(report, 'configure packages', () =>
    configureInVm({ packages, packageFiles, configuration, store, key }, options),
  );
  tidyCache(cacheDirectory!, report);
  sayChanges(changes, options);
  return packages.root(changes);
}

/** All that the result depends on: packages, kernel, guest init, what is run. */
function keyOf(
  lock: Lock,
  packages: LockedPackages,
  configuration: Configuration,
  { network = false, kernel, kernelEnvironment }: ConfigureOptions,
): string {
  const guest = readFileSync(toSystemPath(guestInitPath(lock.cpu)));
  const hash = createHash('sha256').update(`configured ${VERSION}\0${lockDigest(lock)}\0`);
  hash.update(createHash('sha256').update(guest).digest());
  hash.update(JSON.stringify([configuration, network, kernel, kernelEnvironment], textOfPattern));
  if (!packages.hasKernel) hash.update(machineKernel(lock, packages, kernelEnvironment));
  return hash.digest('hex');
}

function textOfPattern(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? value.source : value;
}

/** Which of this machine's kernels it is. */
function machineKernel(
  { cpu }: Lock,
  packages: LockedPackages,
  environment: ConfigureOptions['kernelEnvironment'] = {},
): string {
  const { kernelHost: host } = packages.root();
  const { path, version } = chooseKernel({ host, cpu, environment, report: () => {} });
  return JSON.stringify([version, host.stat(path)]);
}

function sayChanges({ tree, notes }: Layer, { report = () => {} }: ConfigureOptions): void {
  const paths = [...tree.walk()].map(({ path }) => path);
  const { removed } = notes as { removed: string[] };
  say(report, `configure: ${paths.length} paths added or changed, ${removed.length} removed`);
  const items = () => [...paths, ...removed.map((path) => `not ${path}`)];
  report({ kind: 'list', level: 2, items });
}
