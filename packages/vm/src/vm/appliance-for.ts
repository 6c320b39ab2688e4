import { type BytePath, cpuOf, localHost, realPath } from '@supermin/core';
import { applianceFiles, isSmallAppliance } from '../appliance/appliance-files.ts';
import { buildAppliance, type Purpose } from '../appliance/build-appliance.ts';
import { packageRoots } from '../appliance/installed-plugins.ts';
import { modulesDirectoryOf } from '../appliance/modules-directory.ts';
import type { Carrier } from '../appliance/recipe.ts';
import { locatePackage } from '../appliance-package/locate.ts';
import { readAppliancePackage } from '../appliance-package/read-package.ts';
import { resolveShare } from '../shares/shared-directory.ts';
import type { Share } from '../shares/shares.ts';
import type { ApplianceVm } from './appliance-vm.ts';
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
  cache: BytePath,
): Promise<Required<Pick<ApplianceVm, 'appliance' | 'cpu' | 'shares' | 'cacheDirectory'>>> {
  const { host = localHost(), appliance: given } = options;
  const carrier = carrierOf(options);
  const isFull = given !== undefined && !isSmallAppliance(given);
  const directory = isFull
    ? given
    : await buildAppliance(options, { ...purpose, shares, carrier }, cache);
  const appliance = applianceFiles(directory);
  if (shares.length > 0) appliance.modulesDirectory = modulesDirectoryOf(appliance.kernel, host);
  return { appliance, cpu: cpuOf(host), shares, cacheDirectory: cache };
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
