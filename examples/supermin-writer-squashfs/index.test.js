import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { localHost } from '@supermin/core';
import { listDirectory, testWriter } from '@supermin/testkit';
import { writer } from './index.js';

/** A host with a kernel, of no use to a machine, that has built in what mounts a root. */
function kernelHost(root) {
  const modules = `${root}/lib/modules/6.6.6-test`;
  mkdirSync(modules, { recursive: true });
  writeFileSync(`${modules}/vmlinuz`, Buffer.alloc(20_000, 'kernel'));
  writeFileSync(`${modules}/modules.dep`, '');
  const builtin = [
    'fs/squashfs/squashfs.ko',
    'drivers/virtio/virtio_pci.ko',
    'drivers/block/virtio_blk.ko',
  ];
  writeFileSync(`${modules}/modules.builtin`, builtin.map((path) => `kernel/${path}\n`).join(''));
  return localHost(root);
}

testWriter(
  { describe, it },
  {
    writer,
    package: new URL('.', import.meta.url),
    // The judge is somebody else's program.
    read(output, scratch) {
      execFileSync('unsquashfs', ['-quiet', '-no-progress', '-f', '-d', scratch, `${output}/root`]);
      return listDirectory(scratch);
    },
    // sqfstar makes files without their holes, and gives `/` to root; tar has no sockets.
    lacks: ['holes', 'root directory', 'sockets'],
    adds: (path) => path.startsWith('/lib'),
    context: (scratch) => ({ host: kernelHost(scratch) }),
  },
);
