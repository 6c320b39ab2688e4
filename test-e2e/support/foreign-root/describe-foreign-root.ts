import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck } from '@supermin/test-support/images';
import { listDirectory } from '@supermin/test-support/listing';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { superminSucceeds } from '../installation.ts';
import { expectPlaceToWorkIn } from '../place-to-work-in.ts';
import { bootByHand, HAS_QEMU } from '../qemu.ts';
import { expectShellOnTerminal } from '../shell-on-terminal.ts';
import { makeScratch, waysInto } from './ways.ts';

/** A distribution other than this machine's, as its root is made here, and as its package manager sees it. */
export interface ForeignRoot {
  /** `ID` of its os-release. */
  id: string;
  /** Makes `DIRECTORY/root`. */
  make(directory: string): Promise<unknown>;
  /** Of a usable appliance; the first is bash, whose config file {@link EDITED} is edited. */
  packages: readonly string[];
  /** Lines that `--list-drivers` has. */
  drivers: readonly RegExp[];
  /** A line that the packagelist has. */
  listed: RegExp;
  /** @returns all paths of packages, by the lines of the packagelist */
  filesOf(root: string, listed: readonly string[]): Promise<readonly string[]>;
  /** Has the package manager remove a package of its database. */
  change(root: string): Promise<unknown>;
}

/** A config file of bash, edited: its original has to be downloaded. */
const EDITED = 'etc/bash.bashrc';
const EDIT = '# edited in the root\n';

/** What holds for a root of any distribution, seen from inside and from outside, as each user. */
export function describeForeignRoot(distribution: ForeignRoot): void {
  describe.runIf(IS_ROOT && HAS_QEMU)(`a root of ${distribution.id}`, () => {
    const directory = scratchDirectory();
    const root = join(directory, 'root');

    beforeAll(async () => {
      chmodSync(directory, 0o755);
      await distribution.make(directory);
      appendFileSync(join(root, EDITED), EDIT);
    });

    describe.each(waysInto(root))('$name', ({ name, supermin, path }) => {
      describe.each(USERS)('as $name', (user) => {
        const scratch = join(root, 'tmp', `${name} ${user.name}`);
        const input = join(scratch, 'appliance.d');
        const make = (argv: readonly string[], output: string) =>
          supermin([...argv, '-o', path(output)], user);

        beforeAll(async () => {
          await makeScratch(scratch, user);
          await make(['--prepare', ...distribution.packages], input);
        });

        it('is known', async () => {
          const { stdout } = await supermin(['--list-drivers'], user);
          for (const line of distribution.drivers) expect(stdout).toMatch(line);
        });

        it('prepare takes an edited config file from the repository', async () => {
          const original = await originalOf(input);
          expect(original).toContain('PS1=');
          expect(original).not.toContain(EDIT);
        });

        it('prepare --use-installed takes it as it is', async () => {
          const installed = join(scratch, 'installed.d');
          await make(['--prepare', '--use-installed', ...distribution.packages], installed);
          expect(await originalOf(installed)).toContain(EDIT);
        });

        it('build -f chroot makes a tree of what its package manager lists, in which programs run', async () => {
          const output = join(scratch, 'chroot');
          await make(['--build', '-f', 'chroot', '--include-packagelist', path(input)], output);
          const listed = readFileSync(join(output, 'packagelist'), 'latin1').trim().split('\n');
          expect(listed).toContainEqual(expect.stringMatching(distribution.listed));
          const files = await distribution.filesOf(root, listed);
          const expected = new Set(['/packagelist', ...files]);
          expect([...listDirectory(output).keys()].sort()).toEqual([...expected].sort());
          const show = ['-c', '. /etc/os-release; echo "$ID"'];
          const { stdout } = await succeed('chroot', [output, '/usr/bin/bash', ...show]);
          expect(stdout).toBe(`${distribution.id}\n`);
        });

        it('build -f ext2 makes an appliance that boots with its kernel', async () => {
          const output = join(scratch, 'ext2');
          const inputs = [path(input), path(join(scratch, 'init.tar.gz'))];
          await make(['--build', '-f', 'ext2', '--copy-kernel', ...inputs], output);
          await fsck(join(output, 'root'));
          const said = await bootByHand(output, '/dev/sda', 'virtio-scsi');
          expect(said).toMatch(new RegExp(`^ID is ${distribution.id}, kernel is \\d`, 'm'));
        });
      });
    });

    it('run, from outside, starts a command in a VM of its packages and its kernel', async () => {
      const { stdout } = await superminSucceeds([
        ...['run', '--root', root, ...distribution.packages.flatMap((name) => ['-p', name])],
        ...['--', 'sh', '-c', '. /etc/os-release; echo "$ID"'],
      ]);
      expect(stdout).toBe(`${distribution.id}\n`);
    });

    it('run, from outside, is a place to work in', () => expectPlaceToWorkIn(['--root', root]));

    it('run, from outside, on a terminal: a shell', () => expectShellOnTerminal(['--root', root]));

    // The last one, since it changes the root.
    it('--if-newer: what its package manager does in the root means a build', async () => {
      const packages = join(directory, 'packages');
      writeFileSync(packages, 'bash\n');
      const build = async () => {
        const argv = ['--build', '-v', '--if-newer', '--root', root, '-f', 'chroot', packages];
        const { stdout } = await superminSucceeds([...argv, '-o', join(directory, 'fresh')]);
        return stdout.includes('does not need rebuilding') ? 'up to date' : 'built';
      };
      expect(await build()).toBe('built');
      expect(await build()).toBe('up to date');
      await distribution.change(root);
      expect(await build()).toBe('built');
      expect(await build()).toBe('up to date');
    });
  });
}

async function originalOf(appliance: string): Promise<string> {
  const argv = ['-xzOf', join(appliance, 'base.tar.gz'), `./${EDITED}`];
  return (await succeed('tar', argv)).stdout;
}
