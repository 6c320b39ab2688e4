import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { initScript, packInit } from './support/init.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { bootInitramfs, HAS_QEMU } from './support/qemu.ts';

/** Without hardware. */
const MODULE = 'dummy';

const INIT = initScript(
  'echo "init is process $$ of $(stat -c %u:%a /usr/bin/mount)"',
  `modprobe ${MODULE} && echo "the module $(grep -o '^${MODULE}' /proc/modules) is loaded"`,
  'grep -c " / " /proc/mounts; ls /sys/block | grep -v "^\\(ram\\|loop\\|fd\\|sr\\)" || echo no disk',
);

describe.each(USERS)('build -f cpio as $name', (user) => {
  const directory = scratchDirectory({}, user);
  // The host's own /tmp is among the directories: its time is whatever another program makes it.
  const env = { SOURCE_DATE_EPOCH: '1700000000' };
  const options = user.uid === undefined ? { env } : { uid: user.uid, env };
  const input = join(directory, 'appliance.d');
  const init = join(directory, 'init.tar.gz');
  const output = join(directory, 'cpio');
  const build = (to: string, ...more: string[]) =>
    superminSucceeds(['build', '-f', 'cpio', input, init, '-o', to, ...more], options);

  beforeAll(async () => {
    const packages = ['bash', 'coreutils', 'mount', 'kmod', 'grep'];
    await superminSucceeds(['prepare', '--use-installed', ...packages, '-o', input], options);
    await packInit(init, INIT);
    await build(output);
  });

  it('cpio(1) lists the whole appliance, owners and modes as on a root of its own', async () => {
    const { stdout } = await succeed('cpio', ['-tv', '--quiet', '-F', join(output, 'initrd')]);
    expect(stdout).toMatch(/^-rwxr-xr-x +\d+ root +root .* init$/m);
    expect(stdout).toMatch(/^-rwsr-xr-x +\d+ root +root .* usr\/bin\/mount$/m);
    expect(stdout).toMatch(/ (usr\/)?lib\/modules\/\S+\/modules\.dep$/m);
    const { stdout: type } = await succeed('file', ['-b', join(output, 'initrd')]);
    expect(type).toContain('ASCII cpio archive (SVR4 with no CRC)');
    expect(readlinkSync(join(output, 'kernel'))).toMatch(/^\/boot\/vmlinuz/);
  });

  it.runIf(HAS_QEMU)('boots without a disk, /init is process 1, and modprobe works', async () => {
    const said = await bootInitramfs(output, options);
    expect(said).toContain('init is process 1 of 0:4755');
    expect(said).toContain(`the module ${MODULE} is loaded`);
    expect(said).toContain('no disk');
  });

  it('-f initramfs is another name; the same input gives the same bytes', async () => {
    const again = join(directory, 'again');
    const argv = ['build', '-f', 'initramfs', input, init, '-o', again];
    await superminSucceeds(argv, options);
    await succeed('cmp', [join(output, 'initrd'), join(again, 'initrd')]);
  });

  it('also with some of the modules only, which are made ready in each build', async () => {
    const [one, other] = [join(directory, 'one'), join(directory, 'other')];
    for (const to of [one, other]) await build(to, '--modules', MODULE);
    await succeed('cmp', [join(one, 'initrd'), join(other, 'initrd')]);
  });

  it.each([
    ['gzip', 'gzip compressed data'],
    ['zstd', 'Zstandard compressed data'],
    ['xz', 'XZ compressed data'],
  ])('--compress %s is what its own program unpacks', async (compress, type) => {
    const packed = join(directory, compress);
    // xz takes long: without modules there is a quarter as much.
    await build(packed, '--compress', compress, '--modules', MODULE);
    const initrd = join(packed, 'initrd');
    expect((await succeed('file', ['-b', initrd])).stdout).toContain(type);
    await succeed(compress, ['-t', initrd]);
    const argv = ['-c', '"$0" -dc < "$1" | cpio -t --quiet', compress, initrd];
    const { stdout } = await succeed('bash', argv);
    expect(stdout).toMatch(/^usr\/bin\/bash$/m);
    expect(stdout).toMatch(new RegExp(`/${MODULE}\\.ko`));
    expect(statSync(initrd).size).toBeLessThan(statSync(join(output, 'initrd')).size / 2);
  });

  it('an appliance without /init is an error, and the output stays as it was', async () => {
    const before = readFileSync(join(output, 'initrd')).length;
    const argv = ['build', '-f', 'cpio', input, '-o', output];
    const { status, stderr } = await supermin(argv, options);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^supermin: .*\/init/);
    expect(readFileSync(join(output, 'initrd')).length).toBe(before);
    expect((await run('ls', ['-A', directory])).stdout).not.toContain('supermin-');
  });
});
