import { type BytePath, type Host, joinPath, systemErrorCode } from '@supermin/core';
import { modulesDepDamaged, modulesDepUnreadable } from '../errors/modules.ts';

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
 * @throws SuperminError `MODULES_DEP` if it cannot be read, or is truncated or corrupt
 */
export function readModulesDep(host: Host, directory: BytePath): ModulesDep {
  const path = joinPath(directory, 'modules.dep');
  const text = read(host, path);
  if (isDamaged(text)) throw modulesDepDamaged(path);
  return parseModulesDep(text);
}

function read(host: Host, path: BytePath): string {
  try {
    return host.readFile(path).toString('latin1');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw modulesDepUnreadable(path, code, error);
  }
}

/** After a crash files have blocks of NULs, or end in the middle of a line. */
function isDamaged(text: string): boolean {
  if (text.includes('\0')) return true;
  const last = text.slice(text.lastIndexOf('\n') + 1).trim();
  if (last === '') return false;
  const [module = '', ...needs] = last.split(/\s+/);
  return !module.endsWith(':') || ![module.slice(0, -1), ...needs].every(isModulePath);
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
