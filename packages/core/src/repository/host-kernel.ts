import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';

/** Where kernels and their modules lie. */
const PLACES: readonly BytePath[] = ['/boot', '/lib/modules', '/usr/lib/modules'];

/**
 * A root without a kernel of its own, with the kernels of this machine in their usual places: for what chooses and copies a kernel,
 * its modules and an initrd. Files of packages are never read here, or the machine's /boot would be in the appliance.
 */
export function withKernelsOf(machine: Host, root: Host): Host {
  const at = (path: BytePath): Host =>
    PLACES.some((place) => path === place || path.startsWith(`${place}/`)) ? machine : root;
  return {
    ...root,
    lstat: (path) => at(path).lstat(path),
    stat: (path) => at(path).stat(path),
    readdir: (path) => at(path).readdir(path),
    readlink: (path) => at(path).readlink(path),
    open: (path) => at(path).open(path),
    readFile: (path) => at(path).readFile(path),
  };
}
