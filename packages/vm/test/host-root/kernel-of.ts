import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';

/** Modules, and what they need, of a kernel that can mount a root. */
export const BLOCK = { 'kernel/virtio_blk.ko': '' };
export const NINEP = { 'kernel/9p.ko': 'kernel/9pnet_virtio.ko', 'kernel/9pnet_virtio.ko': '' };
export const VIRTIOFS = { 'kernel/virtiofs.ko': '' };

/** A kernel of no use and its modules, and what has it chosen. */
export function kernelOf(version: string, modules: Readonly<Record<string, string>>) {
  const root = new SmallRoot(scratchDirectory());
  root.kernel(`/boot/vmlinuz-${version}`, version);
  root.modules(version, modules);
  const directory = `${root.directory}/lib/modules/${version}`;
  const kernel = `${root.directory}/boot/vmlinuz-${version}`;
  const request = { kernel, environment: { SUPERMIN_MODULES: directory } };
  return { root: root.directory, directory, request };
}
