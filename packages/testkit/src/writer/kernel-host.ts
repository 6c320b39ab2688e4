import { mkdirSync, writeFileSync } from 'node:fs';
import { type BytePath, type Host, joinPath, localHost, toSystemPath } from '@supermin/core';

const MODULES = '/lib/modules/6.6.6-test';

/**
 * A host with a kernel, for writers of what boots: `context: (scratch) => ({ host: kernelHost(scratch) })`. No machine can run it; it
 * has built in what mounts a root.
 *
 * @param directory where it is made
 * @param filesystem of the root, as the kernel's driver is called
 */
export function kernelHost(directory: BytePath, filesystem = 'ext4'): Host {
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(toSystemPath(joinPath(directory, `${MODULES}/${name}`)), content);
  mkdirSync(toSystemPath(joinPath(directory, MODULES)), { recursive: true });
  write('vmlinuz', Buffer.alloc(20_000, 'kernel'));
  write('modules.dep', '');
  const builtin = [
    `fs/${filesystem}/${filesystem}.ko`,
    'drivers/virtio/virtio_pci.ko',
    'drivers/block/virtio_blk.ko',
  ];
  write('modules.builtin', builtin.map((path) => `kernel/${path}\n`).join(''));
  return localHost(directory);
}
