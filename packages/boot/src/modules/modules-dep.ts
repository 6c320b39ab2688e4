import { type BytePath, type Host, joinPath, systemErrorCode } from '@supermin/core';
import { modulesDepUnreadable } from '../errors.ts';

/**
 * `modules.dep` of one kernel, see modules.dep(5): for each module (a path relative to the modules directory) the
 * modules that it needs, the ones to be loaded first last.
 *
 *     kernel/drivers/block/virtio_blk.ko: kernel/drivers/virtio/virtio.ko kernel/drivers/virtio/virtio_ring.ko
 */
export type ModulesDep = ReadonlyMap<BytePath, readonly BytePath[]>;

const MODULE = /\.ko(\.(gz|xz|zst))?$/;

/**
 * Reads `modules.dep`.
 *
 * @param directory the modules directory, as seen inside the host
 * @throws SuperminError `MODULES_DEP` if it can't be read
 */
export function readModulesDep(host: Host, directory: BytePath): ModulesDep {
  const path = joinPath(directory, 'modules.dep');
  try {
    return parseModulesDep(host.readFile(path).toString('latin1'));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw modulesDepUnreadable(path, code, error);
  }
}

/** Lines that don't begin with the path of a module and a colon are passed over, and so is what else is no module. */
export function parseModulesDep(text: string): ModulesDep {
  const modules = new Map<BytePath, readonly BytePath[]>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const path = line.slice(0, Math.max(colon, 0)).trim();
    if (!isModulePath(path)) continue;
    const needs = line.slice(colon + 1).split(/\s+/);
    modules.set(path, needs.filter(isModulePath));
  }
  return modules;
}

function isModulePath(path: BytePath): boolean {
  return MODULE.test(path) && !path.split('/').includes('..');
}

/** `kernel/fs/ext4/ext4.ko.xz` to `ext4`. */
export function moduleName(path: BytePath): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(MODULE, '');
}

/** Where a module of `modules.dep` lies; an absolute path, as old versions of depmod write it, stands for itself. */
export function modulePath(directory: BytePath, path: BytePath): BytePath {
  return path.startsWith('/') ? path : joinPath(directory, path);
}
