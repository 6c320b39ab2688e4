import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck } from '@supermin/test-support/images';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { DebianArchive } from './support/debian-archive.ts';
import { makeDebianRoot } from './support/debian-root.ts';
import { makeScratch, waysInto } from './support/foreign-root/ways.ts';
import { superminSucceeds } from './support/installation.ts';
import { expectPlaceToWorkIn } from './support/place-to-work-in.ts';
import { bootByHand, HAS_QEMU } from './support/qemu.ts';

// Not base-files: there, and nowhere else, are the links of merged /usr.
const PACKAGES = ['bash', 'coreutils', 'mount'];

const CAN_RUN = IS_ROOT && HAS_QEMU;

/** Both are merged, with packed modules in /usr/lib/modules. One each of the ways and of the users will do. */
const SUITES = [
  { suite: 'trixie', way: 'inside', user: USERS[0]! },
  { suite: 'sid', way: 'from outside', user: USERS.at(-1)! },
];

const directory = scratchDirectory();
const archives = await Promise.all(SUITES.map(({ suite }) => open(suite)));

async function open(suite: string): Promise<DebianArchive | undefined> {
  if (!CAN_RUN) return undefined;
  const at = join(directory, suite);
  mkdirSync(at);
  const archive = await DebianArchive.open(at, suite);
  if (typeof archive !== 'string') return archive;
  console.warn(`SKIPPED: the tests of Debian ${suite}: ${archive}`);
  return undefined;
}

describe.each(SUITES.map((each, index) => ({ ...each, archive: archives[index] })))(
  'a root of Debian $suite',
  ({ suite, way, user, archive }) => {
    const root = join(directory, suite, 'root');
    let version = '';

    beforeAll(async () => {
      if (archive === undefined) return;
      chmodSync(directory, 0o755);
      await makeDebianRoot(root, archive);
      [version = ''] = readdirSync(join(root, 'usr/lib/modules'));
    });

    it.runIf(archive)('is one as Debian makes them', async () => {
      for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
        expect(lstatSync(join(root, name)).isSymbolicLink()).toBe(true);
      }
      const admin = `--admindir=${join(root, 'var/lib/dpkg')}`;
      await succeed('dpkg', [admin, '--audit']);
      const { stdout } = await succeed('dpkg-query', [admin, '-S', '/lib64']);
      expect(stdout).toBe('base-files: /lib64\n');
      const drivers = join(root, 'usr/lib/modules', version, 'kernel/drivers');
      expect(existsSync(join(drivers, 'scsi/virtio_scsi.ko.xz'))).toBe(true);
    });

    it.runIf(archive)('coreutils alone has its loader in a chroot', async () => {
      const packages = join(directory, suite, 'packages');
      const output = join(directory, suite, 'chroot');
      writeFileSync(packages, 'coreutils\n');
      await superminSucceeds(['build', '--root', root, '-f', 'chroot', packages, '-o', output]);
      const { stdout } = await succeed('chroot', [output, '/bin/uname', '-o']);
      expect(stdout).toBe('GNU/Linux\n');
    });

    it.runIf(archive)("the README's first command runs in a VM", async () => {
      const { stdout } = await superminSucceeds(['run', '--root', root, '--', 'uname', '-r']);
      expect(stdout).toBe(`${version}\n`);
    });

    it.runIf(archive)('a VM of it is a place to work in', () =>
      expectPlaceToWorkIn(['--root', root]),
    );

    it.runIf(archive)(`prepare, build, boot by hand: ${way}, as ${user.name}`, async () => {
      const { supermin, path } = waysInto(root).find(({ name }) => name === way)!;
      const scratch = join(root, 'tmp', user.name);
      const input = join(scratch, 'appliance.d');
      const output = join(scratch, 'ext2');
      await makeScratch(scratch, user);
      await supermin(['prepare', ...PACKAGES, '-o', path(input)], user);
      const init = path(join(scratch, 'init.tar.gz'));
      const build = ['build', '-f', 'ext2', '--copy-kernel', path(input), init];
      await supermin([...build, '-o', path(output)], user);
      await fsck(join(output, 'root'));
      const said = await bootByHand(output, '/dev/sda', 'virtio-scsi');
      expect(said).toContain(`kernel is ${version}`);
    });
  },
);
