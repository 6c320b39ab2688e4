import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { localHost } from '@supermin/core';
import { copyPrograms, ensureGuestInit, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guestInitPath } from '../../src/guest/guest-init.ts';
import { writeInitrd } from '../../src/initrd/write-initrd.ts';
import { chooseKernel } from '../../src/kernel/choose-kernel.ts';
import { bootByHand, disk } from '../fixture/boot-by-hand.ts';

const UUID = 'a1b2c3d4-e5f6-4a5b-8c9d-0e1f2a3b4c5d';

/** Tells what the root is, and whether it takes a file. */
const INIT = `#!/bin/sh
mount -t proc proc /proc
while read -r device point type rest; do [ "$point" = / ] && echo "root: $type"; done < /proc/mounts
echo new > /file && read -r line < /file && echo "wrote $line"
echo READY
sleep 0.2
`;

/** How other programs make an image of a directory. `root` is how the kernel's command line names it. */
const MAKERS = {
  erofs: {
    root: `UUID=${UUID}`,
    make: (tree: string, image: string) => run('mkfs.erofs', `-U${UUID}`, image, tree),
  },
  squashfs: {
    root: '/dev/vda',
    make: (tree: string, image: string) => run('mksquashfs', tree, image, '-quiet', '-no-progress'),
  },
  btrfs: {
    root: 'LABEL=with a blank',
    make: (tree: string, image: string) => {
      makeEmpty(image, 256);
      run('mkfs.btrfs', '-q', '-U', UUID, '-L', 'with a blank', '--rootdir', tree, image);
    },
  },
  xfs: {
    root: `UUID=${UUID}`,
    make: (tree: string, image: string) => {
      makeEmpty(image, 320);
      const protofile = `${image}.prototype`;
      writeFileSync(protofile, prototypeOf(tree));
      run('mkfs.xfs', '-q', '-m', `uuid=${UUID}`, '-p', protofile, image);
    },
  },
} as const;

function makeEmpty(image: string, mebibytes: number): void {
  writeFileSync(image, '');
  truncateSync(image, mebibytes << 20);
}

function run(program: string, ...args: string[]): string {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  return execFileSync(program, args, { env, encoding: 'latin1', stdio: 'pipe' });
}

/** A directory as mkfs.xfs(8) takes it. */
function prototypeOf(tree: string): string {
  const listed = run('find', tree, '-mindepth', '0', '-printf', '%d %y %m %f %p %l\n');
  const lines = ['/', '0 0'];
  let depth = 0;
  for (const line of listed.trim().split('\n')) {
    const [level = '', type = '', mode = '', name = '', path = '', target = ''] = line.split(' ');
    for (; depth > Number(level); depth--) lines.push('$');
    const start = level === '0' ? '' : `${name} `;
    const kind = type === 'f' ? '-' : type;
    lines.push(
      `${start}${kind}--${mode.padStart(3, '0')} 0 0 ${{ d: '', f: path, l: target }[type] ?? ''}`,
    );
    depth = type === 'd' ? Number(level) + 1 : Number(level);
  }
  return `${lines.join('\n')}\n${'$\n'.repeat(depth)}`;
}

describe.runIf(whyNoVm() === undefined)('a root of another filesystem', () => {
  const directory = mkdtempSync(join(os.tmpdir(), 'supermin-boot-'));
  const tree = join(directory, 'tree');
  let made = 0;
  const host = localHost();
  const kernel = chooseKernel({ host, environment: {}, cpu: os.machine(), report: () => {} });

  beforeAll(() => {
    ensureGuestInit({ guestInitPath });
    copyPrograms(tree);
    mkdirSync(join(tree, 'proc'));
    writeFileSync(join(tree, 'init'), INIT, { mode: 0o755 });
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** @param words for the end of the kernel's command line */
  async function boot(type: keyof typeof MAKERS, words: string): Promise<string> {
    const image = join(directory, `image-${made++}`);
    MAKERS[type].make(tree, image);
    const initrd = `${image}.initrd`;
    const { signal } = new AbortController();
    await writeInitrd(kernel, initrd, { host, signal, report: () => {}, rootFilesystem: type });
    return bootByHand({
      kernel: kernel.path,
      initrd,
      commandLine: `root="${MAKERS[type].root}" ${words}`,
      devices: disk(image, 'virtio-blk-pci'),
    });
  }

  it.each(['btrfs', 'xfs'] as const)('%s: mounted as what it is', async (type) => {
    const console = await boot(type, '');
    expect(console).toContain(`root: ${type}`);
    expect(console).toContain('wrote new');
    expect(console).toContain('READY');
  });

  it.each(['erofs', 'squashfs'] as const)(
    '%s: with supermin.overlay a layer takes what is written, without it nothing does',
    async (type) => {
      const plain = await boot(type, '');
      expect(plain).toContain(`root: ${type}`);
      expect(plain).not.toContain('wrote');
      expect(plain).toContain('READY');
      const covered = await boot(type, 'supermin.overlay');
      expect(covered).toContain('root: overlay');
      expect(covered).toContain('wrote new');
    },
  );

  it('rootfstype= on the command line counts for more', async () => {
    const console = await boot('erofs', 'rootfstype=ext4,xfs');
    expect(console).toContain('cannot be mounted as ext4,xfs, error');
  });
});
