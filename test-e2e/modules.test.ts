import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { fsck, uuidOf } from '@supermin/test-support/images';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { initScript, packInit } from './support/init.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { type Bus, bootByHand, HAS_QEMU } from './support/qemu.ts';

/** e2fsprogs lie where ordinary users do not look. */
const sbin = { env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } };

/** Not among those of the initrd, and without hardware. */
const MODULE = 'dummy';

const INIT = initScript(
  'grep /lib/modules /proc/mounts',
  `modprobe ${MODULE} && echo "the module $(lsmod | grep -o '^${MODULE}') is loaded"`,
);

describe.runIf(HAS_QEMU).each(USERS)('modules in a file, as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const options = {
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
    ...(user.uid === undefined ? {} : { uid: user.uid }),
  };
  const input = join(directory, 'appliance.d');
  const init = join(directory, 'init.tar.gz');
  const appliance = join(directory, 'appliance');
  const again = (file: string) => [inject('supermin'), 'modules', '-o', file];
  const build = (output: string, ...more: string[]) => [
    ...['build', '-f', 'ext2', '--size', 'auto', input, init, '-o', output, ...more],
  ];

  beforeAll(async () => {
    const packages = ['bash', 'coreutils', 'util-linux', 'mount', 'kmod', 'grep'];
    await superminSucceeds(['prepare', '--use-installed', ...packages, '-o', input], options);
    await packInit(init, INIT);
    await superminSucceeds(build(appliance, '--modules', 'image'), options);
  });

  it('build --modules image: one file more, none of them in root', async () => {
    expect(readdirSync(appliance).sort()).toEqual(['initrd', 'kernel', 'modules', 'root']);
    for (const name of ['root', 'modules']) await fsck(join(appliance, name));
    const version = /Last mounted on: +\/lib\/modules\/(\S+)/.exec(
      (await succeed('dumpe2fs', ['-h', join(appliance, 'modules')], sbin)).stdout,
    )?.[1];
    const inside = `ls -p /usr/lib/modules/${version}`;
    const root = await succeed('debugfs', ['-R', inside, join(appliance, 'root')], sbin);
    expect(root.stdout.trim().split('\n')).toHaveLength(2);
    const image = await succeed('debugfs', ['-R', 'ls -p /', join(appliance, 'modules')], sbin);
    const names = image.stdout.split('\n').flatMap((line) => line.split('/')[5] || []);
    const host = readdirSync(`/lib/modules/${version}`);
    expect(names.filter((name) => !/^(\.|\.\.|lost\+found)$/.test(name)).sort()).toEqual(
      host.sort(),
    );
  });

  it('all appliances of a kernel share one file', async () => {
    const other = join(directory, 'other');
    await superminSucceeds(build(other, '--modules', 'image'), options);
    const inode = (path: string) => statSync(join(path, 'modules')).ino;
    expect(inode(other)).toBe(inode(appliance));
  });

  it.each<[Bus, 'before' | 'behind']>([
    ['virtio-scsi', 'behind'],
    ['virtio-blk', 'before'],
  ])('the guest finds it on %s, %s the root, and modprobe works', async (bus, place) => {
    const modules = join(appliance, 'modules');
    const root = `UUID=${await uuidOf(join(appliance, 'root'))}`;
    const said = await bootByHand(appliance, root, bus, { ...options, modules, place });
    expect(said).toMatch(/^\/dev\/\S+ \/usr\/lib\/modules\/\S+ ext[24] ro,/m);
    expect(said).toContain(`the module ${MODULE} is loaded`);
  });

  // The guest waits for it some seconds: once is enough.
  it.runIf(user === USERS[0])('without the disk the guest says so, and goes on', async () => {
    const said = await bootByHand(appliance, '/dev/vda', 'virtio-blk', options);
    expect(said).toContain('supermin: warning: no disk holds the modules image, UUID=');
    expect(said).not.toContain('is loaded');
  });

  it('supermin run shares it by itself', async () => {
    const argv = ['run', '-p', 'kmod', '-p', 'bash', '-p', 'grep', '--'];
    const script = `modprobe ${MODULE} && lsmod | grep -o '^${MODULE}'`;
    const { stdout } = await superminSucceeds([...argv, 'bash', '-c', script], options);
    expect(stdout).toBe(`${MODULE}\n`);
    const cache = join(directory, 'cache/supermin');
    const runs = readdirSync(join(cache, 'run'));
    const [image] = readdirSync(join(cache, 'modules'));
    const shared = statSync(join(cache, 'modules', image!)).ino;
    for (const run of runs) {
      expect(statSync(join(cache, 'run', run, 'appliance/modules')).ino).toBe(shared);
    }
  });

  it('a kernel and a modules file alone build and boot, where there is no /lib/modules', async () => {
    const host = new SmallRoot(join(directory, 'elsewhere'));
    host.install('nothing', ['/usr/share/nothing']);
    const kernel = join(host.directory, 'srv/vmlinuz');
    mkdirSync(join(host.directory, 'srv'));
    copyFileSync(realpathSync(join(appliance, 'kernel')), kernel);
    await superminSucceeds(['modules', '-o', join(directory, 'modules')], options);
    copyFileSync(join(directory, 'modules'), join(host.directory, 'srv/modules'));
    expect(existsSync(join(host.directory, 'lib/modules'))).toBe(false);
    const whole = join(directory, 'whole.tar');
    const tree = join(directory, 'whole');
    await superminSucceeds(['build', '-f', 'chroot', input, init, '-o', tree], options);
    await succeed('tar', ['-cf', whole, '-C', tree, '.'], options);
    const output = join(directory, 'carried');
    const from = ['--root', host.directory, '--modules-from', '/srv/modules'];
    const argv = ['build', ...from, '-f', 'ext2', '--size', 'auto', '--modules', 'image'];
    await superminSucceeds([...argv, '--kernel', '/srv/vmlinuz', whole, '-o', output], options);
    for (const name of ['root', 'modules']) await fsck(join(output, name));
    const modules = join(output, 'modules');
    const root = `UUID=${await uuidOf(join(output, 'root'))}`;
    const said = await bootByHand(output, root, 'virtio-scsi', { ...options, modules });
    expect(said).toContain(`the module ${MODULE} is loaded`);
  });

  it('--modules NAME,...: modprobe finds those, in the root', async () => {
    const output = join(directory, 'named');
    await superminSucceeds(build(output, '--modules', MODULE), options);
    await fsck(join(output, 'root'));
    const said = await bootByHand(output, '/dev/vda', 'virtio-blk', options);
    expect(said).toContain(`the module ${MODULE} is loaded`);
    const size = (path: string) => statSync(join(path, 'root')).blocks;
    const all = join(directory, 'all');
    await superminSucceeds(build(all), options);
    expect(size(output)).toBeLessThan(size(all));
  });

  it('supermin modules: what cannot be made is said before it is made', async () => {
    const inDirectory = await supermin(['modules', '-o', directory], options);
    expect(inDirectory.stderr).toContain(`supermin: ${directory}: is a directory\n`);
    const nowhere = join(directory, 'nowhere', 'file');
    const { status, stderr } = await supermin(['modules', '-o', nowhere], options);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `supermin: ${nowhere}: cannot be made in ${directory}/nowhere (ENOENT)\n`,
    );
  });

  it('supermin modules: the same bytes, at once or not at all', async () => {
    const file = join(directory, 'again');
    await superminSucceeds(['modules', '-o', file], options);
    expect(readFileSync(file).equals(readFileSync(join(directory, 'modules')))).toBe(true);
    const before = statSync(file).ino;
    const refused = await supermin(['modules', '9.9.9-nonesuch', '-o', file], options);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('9.9.9-nonesuch');
    expect(statSync(file).ino).toBe(before);
    const names = readdirSync(directory);
    for (const seconds of ['0.15', '0.25', '0.35']) {
      await run('timeout', ['-s', 'TERM', seconds, ...again(file)], options);
      // Whichever it is, the old one or a new one, it is whole.
      await succeed('cmp', [file, join(directory, 'modules')]);
      expect(readdirSync(directory)).toEqual(names);
    }
  });
});
