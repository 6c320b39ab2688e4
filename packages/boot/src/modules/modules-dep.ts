import type { BytePath, Host } from '@supermin/core';
import { joinPath, SuperminError, systemErrorCode } from '@supermin/core';

/**
 * `modules.dep` of one kernel, see modules.dep(5): for each module (a path relative to the modules directory) the
 * modules that it needs.
 *
 *     kernel/drivers/block/virtio_blk.ko: kernel/drivers/virtio/virtio_ring.ko kernel/drivers/virtio/virtio.ko
 */
export type ModulesDep = ReadonlyMap<BytePath, readonly BytePath[]>;

/**
 * Reads `modules.dep`. Lines that have no colon are passed over.
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
    throw new SuperminError('MODULES_DEP', `${path}: can't be read (${code})`, {
      hint: `'depmod' writes it; or choose another kernel with --kernel`,
      cause: error,
    });
  }
}

export function parseModulesDep(text: string): ModulesDep {
  const modules = new Map<BytePath, readonly BytePath[]>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    modules.set(
      line.slice(0, colon).trim(),
      line
        .slice(colon + 1)
        .split(/\s+/)
        .filter(Boolean),
    );
  }
  return modules;
}

/** `kernel/fs/ext4/ext4.ko.xz` to `ext4`. */
export function moduleName(path: BytePath): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.replace(/\.ko(\.(gz|xz|zst))?$/, '');
}
