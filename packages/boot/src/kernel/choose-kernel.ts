import { type BytePath, displayPath, fromUnicode } from '@supermin/core';
import { modulesMissing } from '../errors.ts';
import { absolutePath } from './absolute-path.ts';
import { installedKernel } from './installed-kernel.ts';
import type { Kernel, KernelRequest, Say } from './kernel.ts';
import { findModules, hasModulesDep } from './module-directory.ts';
import { namedKernel } from './named-kernel.ts';

/**
 * Chooses the kernel that the appliance boots with: `--kernel PATH|VERSION`, else SUPERMIN_KERNEL, else the newest one
 * that is installed on the host and has modules. SUPERMIN_MODULES takes the place of its modules directory. Paths
 * are those of the host root; a relative one starts from the current directory.
 *
 *     supermin: kernel: picked vmlinuz /boot/vmlinuz-6.1.0-18-amd64
 *
 * Tells what it does every time it is called: a caller that only wants to know passes a silent `report`.
 *
 * @throws SuperminError `KERNEL_MISSING`, `KERNEL_UNUSABLE`, `KERNEL_VERSION`, `KERNEL_MODULES`
 */
export function chooseKernel(request: KernelRequest): Kernel {
  const say: Say = (text) => request.report({ kind: 'message', level: 1, text: `kernel: ${text}` });
  const modules = givenModules(request);
  const named = namedKernel(request, say);
  if (modules !== undefined) say(`SUPERMIN_MODULES=${displayPath(modules)}`);
  const kernel =
    named === undefined
      ? installedKernel(request, modules, say)
      : { ...named, modules: modules ?? modulesOf(request, named, say) };
  say(`picked vmlinuz ${displayPath(kernel.path)}`);
  say(`kernel_version ${kernel.version}`);
  say(`modpath ${displayPath(kernel.modules)}`);
  return kernel;
}

function givenModules({ environment, host }: KernelRequest): BytePath | undefined {
  if (!environment.SUPERMIN_MODULES) return undefined;
  const directory = absolutePath(fromUnicode(environment.SUPERMIN_MODULES));
  if (!hasModulesDep(host, directory)) throw modulesMissing('SUPERMIN_MODULES', directory);
  return directory;
}

function modulesOf(
  { host }: KernelRequest,
  { path, version }: Omit<Kernel, 'modules'>,
  say: Say,
): BytePath {
  const directory = findModules(host, version);
  if (directory === undefined) throw modulesMissing(path, `/lib/modules/${version}`);
  say(`picked modules path ${displayPath(directory)}`);
  return directory;
}
