import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Host, localHost } from '@supermin/core';
import { listDirectory, testWriter } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { writer } from '../src/index.ts';
import { expectSound, judge, output } from './support/judge.ts';
import { MOUNTS } from './support/mounts.ts';

const VERSION = '6.6.6-test';

/** What mounts a root, built in. */
const BUILTIN = ['fs/ext4/ext4.ko', 'drivers/virtio/virtio_pci.ko', 'drivers/block/virtio_blk.ko'];

/** A host with a kernel, of no use to a machine. */
function kernelHost(root: string): Host {
  const files = {
    vmlinuz: Buffer.alloc(20_000, 'kernel'),
    'modules.dep': '',
    'modules.builtin': BUILTIN.map((path) => `kernel/${path}\n`).join(''),
  };
  for (const [name, content] of Object.entries(files)) {
    const path = `${root}/lib/modules/${VERSION}/${name}`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return localHost(root);
}

testWriter(
  { describe, it },
  {
    writer,
    package: new URL('..', import.meta.url),
    read(directory, scratch) {
      const image = `${directory}/root`;
      expectSound(image);
      if (!MOUNTS) {
        output('debugfs', '-R', `rdump / ${scratch}`, image);
        return listDirectory(scratch);
      }
      output('mount', '-t', 'ext2', '-o', 'loop,ro', image, scratch);
      try {
        return listDirectory(scratch);
      } finally {
        judge('umount', scratch);
      }
    },
    // What debugfs(8) does not bring out of an image; a kernel shows all that is there.
    lacks: MOUNTS
      ? ['sockets']
      : [
          ...(['devices', 'directory times', 'fifos', 'hard links', 'holes'] as const),
          ...(['owners', 'root directory', 'sockets', 'xattrs'] as const),
        ],
    adds: (path) => path === '/lost+found' || path.startsWith('/lib'),
    context: (scratch) => ({ host: kernelHost(scratch), options: { size: '320M' } }),
    refused: [{ size: 'nonsense' }, { image: 'vmdk' }, { image: 'raw', compress: 'zlib' }],
  },
);
