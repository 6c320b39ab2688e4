import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck } from '@supermin/test-support/images';
import { listDirectory } from '@supermin/test-support/listing';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeArchRoot } from './support/arch-root.ts';
import { makeScratch, waysInto } from './support/foreign-root/ways.ts';
import { superminSucceeds } from './support/installation.ts';
import { expectPlaceToWorkIn } from './support/place-to-work-in.ts';
import { bootByHand, HAS_QEMU } from './support/qemu.ts';

const PACKAGES = ['bash', 'coreutils', 'mount', 'filesystem'];

/** A config file of bash, edited: its original has to be downloaded. */
const EDITED = 'etc/bash.bashrc';
const EDIT = '# edited in the root\n';

describe.runIf(IS_ROOT && HAS_QEMU)('an Arch-like root', () => {
  const directory = scratchDirectory();
  const root = join(directory, 'root');

  beforeAll(async () => {
    chmodSync(directory, 0o755);
    await makeArchRoot(directory);
    appendFileSync(join(root, EDITED), EDIT);
  });

  const filesByPacman = async (packages: readonly string[]) => {
    const database = join(root, 'var/lib/pacman');
    const { stdout } = await succeed('pacman', [
      ...['--config=/dev/null', '--root=/', `--dbpath=${database}`, '-Qlq', ...packages],
    ]);
    return stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/\/$/, ''));
  };

  describe.each(waysInto(root))('$name', ({ name, supermin, path }) => {
    describe.each(USERS)('as $name', (user) => {
      const scratch = join(root, 'tmp', `${name} ${user.name}`);
      const input = join(scratch, 'appliance.d');
      const originalOf = async (appliance: string) =>
        (await succeed('tar', ['-xzOf', join(appliance, 'base.tar.gz'), `./${EDITED}`])).stdout;

      beforeAll(async () => {
        await makeScratch(scratch, user);
        await supermin(['--prepare', ...PACKAGES, '-o', path(input)], user);
      });

      it('is known for Arch', async () => {
        const { stdout } = await supermin(['--list-drivers'], user);
        expect(stdout).toMatch(/^arch\/pacman\tdetected$/m);
        expect(stdout).toMatch(/^manjaro\/pacman\tnot-detected$/m);
      });

      it('prepare takes an edited config file from the repository', async () => {
        const original = await originalOf(input);
        expect(original).toContain('PS1=');
        expect(original).not.toContain(EDIT);
      });

      it('prepare --use-installed takes it as it is', async () => {
        const installed = join(scratch, 'installed.d');
        await supermin(['--prepare', '--use-installed', ...PACKAGES, '-o', path(installed)], user);
        expect(await originalOf(installed)).toContain(EDIT);
      });

      it('build -f chroot makes a tree of what pacman lists, in which programs run', async () => {
        const output = join(scratch, 'chroot');
        await supermin(
          [
            ...['--build', '-f', 'chroot', '--include-packagelist'],
            ...[path(input), '-o', path(output)],
          ],
          user,
        );
        const lines = readFileSync(join(output, 'packagelist'), 'latin1').trim().split('\n');
        expect(lines).toContain('filesystem-2024.04.07-1.any');
        const packages = lines.map((line) => line.replace(/-[^-]+-[^-]+$/, ''));
        const expected = new Set(['/packagelist', ...(await filesByPacman(packages))]);
        expect([...listDirectory(output).keys()].sort()).toEqual([...expected].sort());
        const show = ['-c', '. /etc/os-release; echo "$ID"'];
        const { stdout } = await succeed('chroot', [output, '/usr/bin/bash', ...show]);
        expect(stdout).toBe('arch\n');
      });

      it('build -f ext2 makes an appliance that boots with its kernel', async () => {
        const output = join(scratch, 'ext2');
        await supermin(
          [
            ...['--build', '-f', 'ext2', '--copy-kernel', path(input)],
            ...[path(join(scratch, 'init.tar.gz')), '-o', path(output)],
          ],
          user,
        );
        await fsck(join(output, 'root'));
        const { stdout } = await bootByHand(output, '/dev/sda', 'virtio-scsi');
        expect(stdout).toMatch(/^ID is arch, kernel is \d/m);
      });
    });
  });

  it('run, from outside, starts a command in a VM of its packages and its kernel', async () => {
    const { stdout } = await superminSucceeds([
      ...['run', '--root', root, ...PACKAGES.flatMap((name) => ['-p', name])],
      ...['--', 'sh', '-c', '. /etc/os-release; echo "$ID"'],
    ]);
    expect(stdout).toBe('arch\n');
  });

  it('run, from outside, is a place to work in', () => expectPlaceToWorkIn(['--root', root]));

  // The last one, since it changes the root.
  it('--if-newer: what pacman does in the root means a build', async () => {
    const packages = join(directory, 'packages');
    writeFileSync(packages, 'bash\n');
    const build = async () => {
      const argv = ['--build', '-v', '--if-newer', '--root', root, '-f', 'chroot', packages];
      const { stdout } = await superminSucceeds([...argv, '-o', join(directory, 'fresh')]);
      return stdout.includes('does not need rebuilding') ? 'up to date' : 'built';
    };
    expect(await build()).toBe('built');
    expect(await build()).toBe('up to date');
    await succeed('pacman', [
      ...['--config=/dev/null', `--root=${root}`, `--dbpath=${root}/var/lib/pacman`],
      ...['--noconfirm', '--noscriptlet', '-Rdd', '--dbonly', 'mawk'],
    ]);
    expect(await build()).toBe('built');
    expect(await build()).toBe('up to date');
  });
});
