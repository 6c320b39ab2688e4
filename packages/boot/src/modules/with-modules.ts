import { mkdirSync, rmSync } from 'node:fs';
import {
  type BytePath,
  type Host,
  joinPath,
  localHost,
  parentPath,
  pathOutside,
  SuperminError,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import { writeToNewFile } from '@supermin/core/writer';
import { modulesImageUnreadable, moduleUnknown } from '../errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { hasModulesDep } from '../kernel/module-directory.ts';
import { modulesDirectory } from '../kernel/modules-image.ts';
import type { ModuleContext } from './add-modules.ts';
import { moduleClosure } from './closure.ts';
import { copyOwnership } from './copy-ownership.ts';
import { reportMissingModules } from './missing-modules.ts';
import { readModuleIndex } from './module-index.ts';
import { moduleName, modulePath } from './modules-dep.ts';

/** Where modules are read from: a host that has the kernel's `modules` as a directory. */
export interface ModuleSource {
  kernel: Kernel;
  context: ModuleContext;
  /** The host of the appliance: what `/lib` is there, it is in the appliance. */
  layout: Host;
}

/** Lists of depmod's that no module file tells. */
const WRITTEN_BY_KERNEL = ['modules.builtin', 'modules.builtin.modinfo', 'modules.order'];

/**
 * Opens the kernel's modules as a directory for the time that `work` takes: one that is a directory as it is, one in an
 * image unpacked by debugfs(8), which needs no rights for that.
 *
 * @param scratch an existing directory, absolute
 * @throws SuperminError `MODULES_IMAGE`, `PROGRAM_MISSING`
 */
export async function withModules<T>(
  kernel: Kernel,
  scratch: BytePath,
  context: ModuleContext,
  work: (source: ModuleSource) => Promise<T>,
): Promise<T> {
  const layout = context.host;
  if (kernel.image === undefined) return work({ kernel, context, layout });
  return withTemporaryDirectory(scratch, async (scratchDirectory) => {
    const file = plainFile(context.host, kernel.modules, joinPath(scratchDirectory, 'image'));
    const directory = joinPath(scratchDirectory, 'modules');
    mkdirSync(toSystemPath(directory));
    const host = localHost();
    const { signal } = context;
    const args = ['-R', 'rdump / .', toSystemPath(file).toString()];
    const { stderr } = await host.run('debugfs', args, { cwd: directory, signal });
    rmSync(toSystemPath(joinPath(directory, 'lost+found')), { recursive: true, force: true });
    if (!hasModulesDep(host, directory)) {
      throw modulesImageUnreadable(file, stderr.toString('utf8').trim().split('\n').at(-1) ?? '');
    }
    return work({
      kernel: { ...kernel, modules: directory },
      context: { ...context, host },
      layout,
    });
  });
}

/**
 * A modules directory with the named modules alone and what they need, its indexes made by depmod(8), for the time that
 * `work` takes.
 *
 * @throws SuperminError `MODULE_UNKNOWN`, `PROGRAM_MISSING`, with `strict` `MODULES_MISSING`
 */
export async function withNamedModules<T>(
  { kernel, context, layout }: ModuleSource,
  names: readonly string[],
  scratch: BytePath,
  work: (source: ModuleSource) => Promise<T>,
): Promise<T> {
  const { host, signal } = context;
  const index = readModuleIndex(host, kernel.modules);
  const unknown = names.filter((name) => index.find(name).length === 0 && !index.isBuiltin(name));
  if (unknown.length > 0) throw moduleUnknown(unknown, kernel.version);
  const wanted = new Set(names.flatMap(index.find).map(moduleName));
  const closure = moduleClosure(index, (name) => wanted.has(name));
  const isThere = (path: BytePath) => host.stat(modulePath(kernel.modules, path)) !== undefined;
  const missing = closure.filter((path) => !isThere(path));
  reportMissingModules(kernel, missing, context);
  return withTemporaryDirectory(scratch, async (base) => {
    const directory = joinPath(base, modulesDirectory(kernel.version).slice(1));
    for (const path of closure.filter(isThere))
      copy(host, modulePath(kernel.modules, path), joinPath(directory, path));
    for (const name of WRITTEN_BY_KERNEL) {
      const list = joinPath(kernel.modules, name);
      if (host.stat(list)?.type === 'file') copy(host, list, joinPath(directory, name));
    }
    const local = localHost();
    const { status, stderr } = await runDepmod(base, kernel.version, signal);
    if (status !== 0 || !hasModulesDep(local, directory)) {
      const reason = stderr.toString('utf8').trim() || `status ${status}`;
      throw new SuperminError('DEPMOD', `depmod failed for ${kernel.version}: ${reason}`);
    }
    copyOwnership(host, kernel.modules, directory);
    return work({
      kernel: { ...kernel, modules: directory },
      context: { ...context, host: local },
      layout,
    });
  });
}

/** It lies in /sbin, which ordinary users need not have on PATH. */
async function runDepmod(base: BytePath, version: string, signal: AbortSignal) {
  const { run } = localHost();
  const args = ['-b', toSystemPath(base).toString(), version];
  try {
    return await run('depmod', args, { signal });
  } catch (error) {
    if ((error as { code?: string }).code !== 'PROGRAM_MISSING') throw error;
    return run('/sbin/depmod', args, { signal });
  }
}

function copy(host: Host, from: BytePath, to: BytePath): void {
  mkdirSync(toSystemPath(parentPath(to)), { recursive: true });
  writeToNewFile(host.open(from), host.stat(from)?.size ?? 0, to);
}

/** For a program: a file of the host by its path, or a copy of it at `copied`. */
function plainFile(host: Host, path: BytePath, copied: BytePath): BytePath {
  const outside = pathOutside(host, path);
  if (outside !== undefined) return outside;
  copy(host, path, copied);
  return copied;
}
