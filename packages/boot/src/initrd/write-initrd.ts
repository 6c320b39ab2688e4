import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { machine } from 'node:os';
import {
  type BytePath,
  type CallContext,
  displayPath,
  parentPath,
  toSystemPath,
} from '@supermin/core';
import { naming } from '@supermin/core/writer';
import { NewcEncoder } from '@supermin/newc';
import { guestInitPath } from '../guest/guest-init.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { normalPath } from '../kernel/normal-path.ts';
import { moduleClosure } from '../modules/closure.ts';
import { reportMissingModules } from '../modules/missing-modules.ts';
import { type ModuleIndex, readModuleIndex } from '../modules/module-index.ts';
import { moduleName, modulePath } from '../modules/modules-dep.ts';
import { unpackModules } from '../modules/unpack-modules.ts';
import { isInitrdModule } from './module-patterns.ts';
import { requireRootDriver } from './root-driver.ts';

/** Where the guest init looks for its own files in an initramfs that holds the appliance itself. */
export const OWN_DIRECTORY = '.supermin';

export interface InitrdContext extends CallContext {
  /** Architecture of the guest init, as `uname -m` spells it. Default: this machine's. */
  cpu?: string;
  /** Modules that are missing are an error. */
  strict?: boolean;
  /** mtime of everything in the archive, in seconds. Default: 0. */
  sourceDateEpoch?: number;
  /** A modules image that the guest is to mount: its UUID, and where, without links, in the root. */
  modulesMount?: { uuid: string; path: BytePath };
  /** Where in the archive everything lies. Default: at its top. */
  directory?: string;
  /** The root's filesystem, as the kernel names it: `erofs`, `squashfs`, `xfs`, `btrfs`, ... Default: ext2. */
  rootFilesystem?: string;
}

/**
 * Writes the mini initrd, an uncompressed newc archive:
 *
 *     init           the guest init, which makes all directories itself
 *     modules        names of modules in loading order, a line each
 *     virtio.ko ...  the modules, unpacked
 *     modules-image  UUID and mount point of the modules image, if there is one
 *     root-filesystem  what the root is to be mounted as, if not as ext2
 *
 * @param file must not exist; xz and zstd unpack modules in a directory beside it that is gone afterwards
 * @returns false if modules that should be in it are not there, or may not be read
 * @throws SuperminError `MODULES_DEP`, `MODULE_DAMAGED`, `ROOT_DRIVER`, with `strict` `MODULES_MISSING`; `GUEST_INIT_MISSING`
 */
export async function writeInitrd(
  kernel: Kernel,
  file: BytePath,
  context: InitrdContext,
): Promise<boolean> {
  const init = readFileSync(toSystemPath(guestInitPath(context.cpu ?? machine())));
  const { modules, complete } = await collectModules(kernel, parentPath(normalPath(file)), context);
  context.signal.throwIfAborted();
  const list = [...modules.keys()].map((name) => `${name}\n`).join('');
  const mtime = context.sourceDateEpoch ?? 0;
  const fd = openSync(toSystemPath(file), 'wx');
  try {
    const encoder = new NewcEncoder((chunk) => {
      naming(file, () => writeAll(fd, chunk));
    });
    const { directory } = context;
    const at = (name: BytePath) => (directory === undefined ? name : `${directory}/${name}`);
    if (directory !== undefined)
      encoder.add({ name: directory, type: 'directory', mode: 0o700, mtime });
    encoder.add({ name: at('init'), type: 'file', mode: 0o755, mtime }, init);
    const entry = { type: 'file', mode: 0o644, mtime } as const;
    encoder.add({ ...entry, name: at('modules') }, Buffer.from(list, 'latin1'));
    for (const [name, image] of modules) encoder.add({ ...entry, name: at(name) }, image);
    if (context.modulesMount !== undefined) {
      const { uuid, path } = context.modulesMount;
      encoder.add(
        { ...entry, name: at('modules-image') },
        Buffer.from(`${uuid} ${path}\n`, 'latin1'),
      );
    }
    if (context.rootFilesystem !== undefined) {
      const type = Buffer.from(`${context.rootFilesystem}\n`, 'latin1');
      encoder.add({ ...entry, name: at('root-filesystem') }, type);
    }
    encoder.finish();
  } finally {
    closeSync(fd);
  }
  const text = `ext2: wrote ${modules.size} modules to minimal initrd`;
  context.report({ kind: 'message', level: 1, text });
  return complete;
}

function writeAll(fd: number, chunk: Uint8Array): void {
  for (let written = 0; written < chunk.length; ) written += writeSync(fd, chunk, written);
}

/** The modules of a kernel that belong in its initrd, as `modules.dep` has them, in loading order. */
export function initrdModules(index: ModuleIndex, filesystem?: string): BytePath[] {
  return moduleClosure(index, (name) => isInitrdModule(name, filesystem));
}

interface CollectedModules {
  /** File name in the initrd (`virtio_blk.ko`) → ELF image, in loading order. */
  modules: Map<BytePath, Buffer>;
  /** Is none of them missing? */
  complete: boolean;
}

async function collectModules(
  kernel: Kernel,
  temporaryDirectory: BytePath,
  context: InitrdContext,
): Promise<CollectedModules> {
  const { host, signal, report, rootFilesystem, directory } = context;
  const index = readModuleIndex(host, kernel.modules);
  const paths = initrdModules(index, rootFilesystem);
  const listed = new Map(paths.map((path) => [modulePath(kernel.modules, path), path]));
  const unpacked = await unpackModules([...listed.keys()], { host, signal, temporaryDirectory });
  const { images, missing, unreadable } = unpacked;
  const asListed = (paths: Iterable<BytePath>) => [...paths].map((path) => listed.get(path)!);
  const complete = missing.length === 0 && unreadable.length === 0;
  const present = { modules: new Set(asListed(images.keys())), complete };
  // Where it goes in front of an archive with all of the appliance, there is no disk.
  if (directory === undefined) requireRootDriver(kernel, index, present, rootFilesystem);
  reportMissingModules(kernel, asListed(missing), context);
  for (const path of unreadable) {
    const text = `${displayPath(path)} is left out of the initrd: permission denied`;
    report({ kind: 'warning', text });
  }
  const modules = new Map<BytePath, Buffer>();
  for (const [path, image] of images) {
    const name = `${moduleName(path)}.ko`;
    // depmod lists one module of a name; should there be two, the kernel would take the first one only.
    if (!modules.has(name)) modules.set(name, image);
  }
  return { modules, complete };
}
