import {
  type BytePath,
  type Host,
  joinPath,
  localHost,
  SuperminError,
  toSystemPath,
} from '@supermin/core';
import { moduleUnknown } from '../errors/modules-option.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { hasModulesDep } from '../kernel/module-directory.ts';
import { modulesDirectory } from '../kernel/modules-image.ts';
import { moduleClosure } from './closure.ts';
import { copyFromHost } from './copy-from-host.ts';
import { copyOwnership } from './copy-ownership.ts';
import { reportMissingModules } from './missing-modules.ts';
import { readModuleIndex } from './module-index.ts';
import { moduleName, modulePath } from './modules-dep.ts';
import type { ModuleSource } from './open-modules.ts';

/** Lists of depmod's that no module file tells. */
const WRITTEN_BY_KERNEL = ['modules.builtin', 'modules.builtin.modinfo', 'modules.order'];

/**
 * A modules directory with the named modules alone and what they need, its indexes made by depmod(8).
 *
 * @throws SuperminError `MODULE_UNKNOWN`, `DEPMOD`, `PROGRAM_MISSING`, with `strict` `MODULES_MISSING`
 */
export async function namedModules(
  { kernel, context, layout }: ModuleSource,
  names: readonly string[],
): Promise<ModuleSource> {
  const { host } = context;
  const closure = closureOf(kernel, names, host);
  const isThere = (path: BytePath) => host.stat(modulePath(kernel.modules, path)) !== undefined;
  const missing = closure.filter((path) => !isThere(path));
  reportMissingModules(kernel, missing, context);
  const base = context.temporaryDirectory();
  const modules = joinPath(base, modulesDirectory(kernel.version).slice(1));
  copyModules(host, { from: kernel.modules, to: modules }, closure.filter(isThere));
  await indexModules(base, kernel.version, context.signal);
  copyOwnership(host, kernel.modules, modules);
  return { kernel: { ...kernel, modules }, context: { ...context, host: localHost() }, layout };
}

/** Paths of the modules of these names and of all that they need. */
function closureOf(kernel: Kernel, names: readonly string[], host: Host): BytePath[] {
  const index = readModuleIndex(host, kernel.modules);
  const unknown = names.filter((name) => index.find(name).length === 0 && !index.isBuiltin(name));
  if (unknown.length > 0) throw moduleUnknown(unknown, kernel.version);
  const wanted = new Set(names.flatMap(index.find).map(moduleName));
  return moduleClosure(index, (name) => wanted.has(name));
}

function copyModules(
  host: Host,
  { from, to }: { from: BytePath; to: BytePath },
  paths: readonly BytePath[],
): void {
  for (const path of paths) copyFromHost(host, modulePath(from, path), joinPath(to, path));
  for (const name of WRITTEN_BY_KERNEL) {
    const list = joinPath(from, name);
    if (host.stat(list)?.type === 'file') copyFromHost(host, list, joinPath(to, name));
  }
}

async function indexModules(base: BytePath, version: string, signal: AbortSignal): Promise<void> {
  const { status, stderr } = await runDepmod(base, version, signal);
  const directory = joinPath(base, modulesDirectory(version).slice(1));
  if (status === 0 && hasModulesDep(localHost(), directory)) return;
  const reason = stderr.toString('utf8').trim() || `status ${status}`;
  throw new SuperminError('DEPMOD', `depmod failed for ${version}: ${reason}`);
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
