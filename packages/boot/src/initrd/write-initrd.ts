import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { machine } from 'node:os';
import {
  type BytePath,
  type CallContext,
  joinPath,
  SuperminError,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import { type ArchiveMember, NewcEncoder } from '@supermin/newc';
import { guestInitPath } from '../guest/guest-init.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { moduleClosure } from '../modules/closure.ts';
import { moduleName, readModulesDep } from '../modules/modules-dep.ts';
import { unpackModule } from '../modules/unpack-module.ts';
import { isInitrdModule } from './module-patterns.ts';

export interface InitrdContext extends CallContext {
  /** Architecture of the guest init, as `uname -m` spells it. Default: this machine's. */
  cpu?: string;
  /** mtime of everything in the archive, in seconds. Default: 0. */
  sourceDateEpoch?: number;
}

interface InitrdModule {
  /** File name in the initrd: `virtio_blk.ko`. */
  name: string;
  image: Buffer;
}

/** How many modules are unpacked at once: each takes a process. */
const AT_ONCE = 4;

/**
 * Writes the mini initrd, an uncompressed newc archive: `/init`, the modules that it loads, and `/modules`, which lists
 * them in loading order.
 *
 * @throws SuperminError `MODULES_DEP`, `MODULE_DAMAGED`, `GUEST_INIT_MISSING`
 */
export async function writeInitrd(
  kernel: Kernel,
  file: BytePath,
  context: InitrdContext,
): Promise<void> {
  const modules = await collectModules(kernel, context);
  const mtime = context.sourceDateEpoch ?? 0;
  const init = readFileSync(toSystemPath(guestInitPath(context.cpu ?? machine())));
  const list = modules.map(({ name }) => `${name}\n`).join('');
  const members: ArchiveMember[] = [
    { name: 'init', type: 'file', mode: 0o755, mtime, content: init },
    { name: 'modules', type: 'file', mode: 0o644, mtime, content: list },
    ...modules.map(
      ({ name, image }): ArchiveMember => ({
        name,
        type: 'file',
        mode: 0o644,
        mtime,
        content: image,
      }),
    ),
  ];
  writeArchive(file, members);
  const text = `ext2: wrote ${modules.length} modules to minimal initrd`;
  context.report({ kind: 'message', level: 1, text });
}

function writeArchive(file: BytePath, members: readonly ArchiveMember[]): void {
  const fd = openSync(toSystemPath(file), 'wx', 0o644);
  try {
    const encoder = new NewcEncoder((chunk) => {
      for (let written = 0; written < chunk.length; ) written += writeSync(fd, chunk, written);
    });
    for (const { content = '', ...entry } of members) {
      encoder.add(entry, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
    }
    encoder.finish();
  } finally {
    closeSync(fd);
  }
}

async function collectModules(kernel: Kernel, context: InitrdContext): Promise<InitrdModule[]> {
  const paths = moduleClosure(readModulesDep(context.host, kernel.modules), isInitrdModule);
  const modules: InitrdModule[] = [];
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    context.signal.throwIfAborted();
    const batch = paths
      .slice(start, start + AT_ONCE)
      .map((path) => readModule(kernel, path, context));
    for (const module of await Promise.all(batch)) if (module !== undefined) modules.push(module);
  }
  return modules;
}

/** One that `modules.dep` names and that is not there (a stripped-down kernel package) is passed over. */
async function readModule(
  kernel: Kernel,
  path: BytePath,
  context: InitrdContext,
): Promise<InitrdModule | undefined> {
  // Absolute paths stand for themselves: some distributions have them in modules.dep.
  const full = path.startsWith('/') ? path : joinPath(kernel.modules, path);
  try {
    return { name: `${moduleName(path)}.ko`, image: await unpackModule(full, context) };
  } catch (error) {
    if (error instanceof SuperminError || systemErrorCode(error) !== 'ENOENT') throw error;
    const text = `kernel: ${full} is in modules.dep, but not there`;
    context.report({ kind: 'message', level: 1, text });
    return undefined;
  }
}
