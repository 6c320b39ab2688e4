import { type BytePath, displayPath, fromUnicode } from '@supermin/core';
import { modulesMissing } from '../errors/modules.ts';
import {
  givenModulesMissing,
  modulesImageUnknown,
  modulesImageVersion,
} from '../errors/modules-option.ts';
import { installedKernel } from './installed-kernel.ts';
import type { Kernel, KernelRequest, Say } from './kernel.ts';
import { findModules, hasModulesDep } from './module-directory.ts';
import { type ModulesImage, readModulesImage } from './modules-image.ts';
import { namedKernel } from './named-kernel.ts';
import { normalPath } from './normal-path.ts';

/**
 * Chooses the kernel that the appliance boots with: `--kernel PATH|VERSION`, else SUPERMIN_KERNEL, else the newest one
 * that is installed on the host and has modules. SUPERMIN_MODULES, a directory or a modules image, takes the place of its modules directory. Paths
 * are those of the host root; a relative one starts from the current directory.
 *
 *     supermin: kernel: picked vmlinuz /boot/vmlinuz-6.1.0-18-amd64
 *
 * Tells what it does every time it is called: a caller that only wants to know passes a silent `report`.
 *
 * @throws SuperminError `KERNEL_MISSING`, `KERNEL_UNUSABLE`, `KERNEL_VERSION`, `KERNEL_MODULES`, `MODULES_IMAGE`
 */
export function chooseKernel(request: KernelRequest): Kernel {
  const say: Say = (text) => request.report({ kind: 'message', level: 1, text: `kernel: ${text}` });
  const modules = givenModules(request);
  const named = namedKernel(request, say);
  if (modules !== undefined) say(`SUPERMIN_MODULES=${displayPath(modules.path)}`);
  const kernel =
    named === undefined
      ? installedKernel(request, modules?.path, say)
      : { ...named, modules: modules?.path ?? modulesOf(request, named, say) };
  say(`picked vmlinuz ${displayPath(kernel.path)}`);
  say(`kernel_version ${kernel.version}`);
  say(`modpath ${displayPath(kernel.modules)}`);
  const image = modules?.image;
  if (image === undefined) return kernel;
  if (image.version !== kernel.version) {
    throw modulesImageVersion(kernel.modules, image.version, kernel.path, kernel.version);
  }
  return { ...kernel, image };
}

interface GivenModules {
  path: BytePath;
  image?: ModulesImage;
}

function givenModules({ environment, host }: KernelRequest): GivenModules | undefined {
  if (!environment.SUPERMIN_MODULES) return undefined;
  const path = normalPath(fromUnicode(environment.SUPERMIN_MODULES));
  if (host.stat(path)?.type === 'file') {
    const image = readModulesImage(host.open(path));
    if (image === undefined) throw modulesImageUnknown(path);
    return { path, image };
  }
  if (!hasModulesDep(host, path)) throw givenModulesMissing(path);
  return { path };
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
