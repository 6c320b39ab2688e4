import { type BytePath, cpuOf, type Host, localHost, realPath } from '@supermin/core';
import { applianceFiles, isSmallAppliance } from '../appliance/appliance-files.ts';
import { type BuiltAppliance, buildAppliance, type Purpose } from '../appliance/build-appliance.ts';
import { initramfsAppliance, isInitramfs } from '../appliance/initramfs.ts';
import { packageRoots } from '../appliance/installed-plugins.ts';
import { modulesDirectoryOf } from '../appliance/modules-directory.ts';
import type { Carrier } from '../appliance/recipe.ts';
import type { Places } from '../appliance/with-cache.ts';
import { locatePackage } from '../appliance-package/locate.ts';
import { readAppliancePackage } from '../appliance-package/read-package.ts';
import { configuredRoot } from '../configure/configured-root.ts';
import { applianceBuilt } from '../errors/appliance.ts';
import { hostAppliance } from '../host-root/host-appliance.ts';
import type { ApplianceVm } from '../machine/appliance-vm.ts';
import { DEFAULT_MEMORY } from '../machine/machine-plan.ts';
import { resolveShare } from '../shares/shared-directory.ts';
import type { Share } from '../shares/shares.ts';
import type { VmOptions } from './vm-options.ts';

/**
 * The full appliance that the options ask for: one that is there, or one that is built into the cache now.
 *
 * @param purpose what runs in it
 */
export async function applianceFor(
  options: VmOptions,
  purpose: Pick<Purpose, 'command' | 'cwd' | 'term'>,
  shares: readonly Share[],
  places: Places,
): Promise<ReadyAppliance> {
  const { cache } = places;
  // Nobody comes back to what is saved of an appliance, or in a cache, that is removed.
  const lasting = (root: BytePath | undefined) => ({
    cacheDirectory: cache,
    template:
      (options.template ?? true) &&
      !places.isTemporary &&
      !(root !== undefined && places.scratch.has(root)),
  });
  if (options.hostRoot) {
    return {
      ...(await hostAppliance(options, places)),
      memory: options.memory,
      shares,
      ...lasting(undefined),
    };
  }
  const carrier = carrierOf(options);
  const build = { ...places, configured: configuredRoot };
  // Whoever starts a VM has it unpacked first.
  const image = typeof options.image === 'object' ? options.image : undefined;
  const purposes = { ...purpose, shares, carrier };
  const { appliance, memory, host, cpu } =
    (await givenAppliance(options, places)) ??
    built(await buildAppliance({ ...options, image }, purposes, build), options);
  if (shares.length > 0) appliance.modulesDirectory = modulesDirectoryOf(appliance.kernel, host);
  return { appliance, memory, cpu, shares, ...lasting(appliance.root) };
}

type ReadyAppliance = Required<
  Pick<ApplianceVm, 'appliance' | 'cpu' | 'shares' | 'cacheDirectory'>
> &
  Pick<ApplianceVm, 'memory' | 'daemon' | 'template'>;

type FoundAppliance = Pick<ReadyAppliance, 'appliance' | 'memory' | 'cpu'> & { host: Host };

/** A full appliance that is there. */
async function givenAppliance(
  options: VmOptions,
  { cache, scratch }: Places,
): Promise<FoundAppliance | undefined> {
  const { appliance: directory, host = localHost(), report = () => {} } = options;
  if (directory === undefined || isSmallAppliance(directory)) return undefined;
  const cpu = cpuOf(host);
  // What is missing is said first.
  const found = isInitramfs(directory) ? undefined : built({ directory, host, cpu }, options);
  refuseToBuild(directory, options);
  if (found !== undefined) return found;
  const { signal = new AbortController().signal } = options;
  const { appliance, memory } = await initramfsAppliance(directory, {
    host,
    signal,
    report,
    cache,
    scratch: scratch.directory,
  });
  return { appliance, host, cpu, memory: options.memory ?? DEFAULT_MEMORY + memory };
}

function built({ directory, host, cpu }: BuiltAppliance, { memory }: VmOptions): FoundAppliance {
  return { appliance: applianceFiles(directory), memory, host, cpu };
}

/** What is decided when an appliance is built. */
function refuseToBuild(directory: BytePath, options: VmOptions): void {
  const { packages = [], size, kernel, weak, noDocs } = options;
  const wanted = { packages: packages.length > 0, size, kernel, weak, noDocs };
  const names = Object.entries(wanted).flatMap(([name, value]) => (value ? [name] : []));
  if (names.length > 0) throw applianceBuilt(directory, names);
}

/** The directories to share, as they are now. */
export function sharesOf({ shares = [] }: VmOptions): Share[] {
  return shares.map(resolveShare);
}

/** What carries the packages and files of the VM, if a package or a small appliance does. */
function carrierOf({ appliance, appliancePackage: wanted }: VmOptions): Carrier | undefined {
  if (appliance !== undefined && isSmallAppliance(appliance)) {
    const path = realPath(appliance);
    return { name: path, version: '', appliance: path, files: undefined };
  }
  if (typeof wanted !== 'string') return wanted;
  return readAppliancePackage(locatePackage(wanted, packageRoots()));
}
