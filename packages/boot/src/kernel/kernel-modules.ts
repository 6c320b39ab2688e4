import type { Host } from '@supermin/core';
import { kernelVersionInvalid } from '../errors/kernel.ts';
import { modulesMissing } from '../errors/modules.ts';
import { isVersion } from './image-version.ts';
import type { Kernel } from './kernel.ts';
import { findModules } from './module-directory.ts';

/**
 * A kernel of which only the modules matter: they may be there where the kernel is not.
 *
 * @throws SuperminError `KERNEL_VERSION`, `KERNEL_MODULES`
 */
export function kernelModules(host: Host, version: string): Kernel {
  if (!isVersion(version)) throw kernelVersionInvalid(version);
  const modules = findModules(host, version);
  if (modules === undefined) throw modulesMissing(version, `/lib/modules/${version}`);
  return { path: '', version, modules };
}
