import { mkdirSync, rmSync } from 'node:fs';
import {
  type BytePath,
  type Host,
  joinPath,
  localHost,
  pathOutside,
  toSystemPath,
  type WriterContext,
} from '@supermin/core';
import { modulesImageUnreadable } from '../errors/modules-option.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { hasModulesDep } from '../kernel/module-directory.ts';
import type { ModuleContext } from './add-modules.ts';
import { copyFromHost } from './copy-from-host.ts';

/** Of a writer: modules of an image, and selected ones, lie in temporary directories of its output. */
export type OpenModulesContext = ModuleContext & Pick<WriterContext, 'temporaryDirectory'>;

/** Where modules are read from: a host that has the kernel's `modules` as a directory. */
export interface ModuleSource {
  kernel: Kernel;
  context: OpenModulesContext;
  /** The host of the appliance: what `/lib` is there, it is in the appliance. */
  layout: Host;
}

/**
 * The kernel's modules as a directory: one that is a directory as it is, one in an image unpacked by debugfs(8), which
 * needs no rights for that.
 *
 * @throws SuperminError `MODULES_IMAGE`, `PROGRAM_MISSING`
 */
export async function openModules(
  kernel: Kernel,
  context: OpenModulesContext,
): Promise<ModuleSource> {
  const layout = context.host;
  if (kernel.image === undefined) return { kernel, context, layout };
  const modules = await unpackImage(kernel, context);
  return { kernel: { ...kernel, modules }, context: { ...context, host: localHost() }, layout };
}

async function unpackImage(kernel: Kernel, context: OpenModulesContext): Promise<BytePath> {
  const scratch = context.temporaryDirectory();
  const file = plainFile(context.host, kernel.modules, joinPath(scratch, 'image'));
  const directory = joinPath(scratch, 'modules');
  mkdirSync(toSystemPath(directory));
  const host = localHost();
  const { signal } = context;
  const args = ['-R', 'rdump / .', toSystemPath(file).toString()];
  const { stderr } = await host.run('debugfs', args, { cwd: directory, signal });
  rmSync(toSystemPath(joinPath(directory, 'lost+found')), { recursive: true, force: true });
  if (!hasModulesDep(host, directory)) {
    throw modulesImageUnreadable(file, stderr.toString('utf8').trim().split('\n').at(-1) ?? '');
  }
  return directory;
}

/** For a program: a file of the host by its path, or a copy of it at `copied`. */
function plainFile(host: Host, path: BytePath, copied: BytePath): BytePath {
  const outside = pathOutside(host, path);
  if (outside !== undefined) return outside;
  copyFromHost(host, path, copied);
  return copied;
}
