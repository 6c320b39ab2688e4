import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck, listImage } from '@supermin/test-support/images';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { initScript } from './support/init.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { bootByHand, bootInitramfs, HAS_QEMU } from './support/qemu.ts';

/** As supermin 4 listed what to take from the host: directories before what is in them, wildcards where versions stand. */
const HOSTFILES = [
  ...['.', './usr', './usr/bin', './usr/bin/bash', './usr/bin/uname', './usr/bin/mount'],
  ...['./usr/bin/sleep', './usr/lib', './usr/lib/*-linux-gnu', './lib64/ld-linux*.so.*'],
  ...['c', 'tinfo', 'mount', 'blkid', 'selinux', 'pcre2-8'].map(
    (library) => `./usr/lib/*-linux-gnu/lib${library}.so.[0-9]*`,
  ),
  ...[
    './usr/lib/*-linux-gnu/ld-linux*.so.*',
    './usr/lib64',
    './etc',
    './etc/ld.so.cache',
    './nonesuch*',
    '',
  ],
].join('\n');

/** The appliance of supermin 4: what cannot be had from the host is in a cpio archive. */
describe.each(USERS)("supermin 4's appliance, as $name", (user) => {
  const directory = scratchDirectory({}, user);
  const options = user.uid === undefined ? {} : { uid: user.uid };
  const base = join(directory, 'base');
  const input = join(directory, 'supermin.d');
  const pack = (archive: string, filter = 'cat') => {
    const script = 'cd "$1" && find . | sort | cpio -o -H newc --quiet -R 0:0 | $3 > "$2"';
    return succeed('bash', ['-c', script, 'bash', base, archive, filter]);
  };
  const build = (format: string, to: string, ...more: string[]) =>
    superminSucceeds(['build', '-f', format, ...more, input, '-o', to], options);

  beforeAll(async () => {
    for (const name of ['etc', 'proc', 'sys', 'lib'])
      mkdirSync(join(base, name), { recursive: true });
    writeFileSync(join(base, 'etc/greeting'), 'hello from 2013\n');
    const script = initScript('echo "$(</etc/greeting) on $(uname -s)"');
    writeFileSync(join(base, 'init'), script, { mode: 0o755 });
    for (const name of ['bin', 'sbin', 'lib64']) {
      const link = ['-sfn', `usr/${name}`, join(base, name)];
      await succeed('ln', link);
    }
    await succeed('rmdir', [join(base, 'lib')]);
    await succeed('ln', ['-s', 'usr/lib', join(base, 'lib')]);
    await succeed('ln', [join(base, 'etc/greeting'), join(base, 'etc/again')]);
    mkdirSync(input);
    writeFileSync(join(input, 'hostfiles'), HOSTFILES);
    await pack(join(input, 'base.img'));
  });

  it('becomes an image with the files of both', async () => {
    const output = join(directory, 'ext2');
    await build('ext2', output, '--size', 'auto');
    await fsck(join(output, 'root'));
    const files = await listImage(join(output, 'root'));
    expect(files.get('/init')).toMatchObject({ mode: '755', owner: '0:0' });
    expect(files.get('/usr/bin/mount')).toMatchObject({ mode: '4755', owner: '0:0' });
    expect([...files.keys()].some((path) => /^\/usr\/lib\/.*\/libc\.so\.6$/.test(path))).toBe(true);
    if (!HAS_QEMU) return;
    const said = await bootByHand(output, '/dev/vda', 'virtio-blk', options);
    expect(said).toContain('hello from 2013 on Linux');
  });

  it('becomes the initramfs that supermin 4 made of it', async () => {
    const output = join(directory, 'cpio');
    await build('cpio', output, '--modules', 'none');
    if (!HAS_QEMU) return;
    const said = await bootInitramfs(output, options);
    expect(said).toContain('hello from 2013 on Linux');
  });

  it.each(['gzip', 'xz', 'zstd'])(
    'becomes a chroot, with an archive packed by %s',
    async (filter) => {
      await pack(join(input, 'base.img'), filter);
      const output = join(directory, filter);
      await build('chroot', output);
      const file = join(output, 'etc/again');
      expect((await succeed('stat', ['-c', '%h %s', file])).stdout).toBe('2 16\n');
      const { stdout } = await succeed(join(output, 'usr/bin/uname'), ['-s'], options);
      expect(stdout).toBe('Linux\n');
    },
  );

  it('an archive that is cut off is an error that names it; nothing is left behind', async () => {
    const damaged = join(directory, 'damaged.img');
    await pack(damaged, 'head -c 1000');
    const argv = ['build', '-f', 'chroot', damaged, '-o', join(directory, 'none')];
    const { status, stderr } = await supermin(argv, options);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^supermin: \S*\/damaged\.img: .* truncated/);
    expect((await succeed('ls', ['-A', directory])).stdout).not.toMatch(/none|supermin-/);
  });
});
