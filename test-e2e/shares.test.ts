import { chownSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const PACKAGES = ['coreutils', 'mount'].flatMap((name) => ['-p', name]);

/** Without its write bit in the way: what keeps the guest out has to be something else. */
const HOSTILE = [
  'mount -o remount,rw /mnt',
  'echo changed > /mnt/file',
  'truncate -s 0 /mnt/file',
  'chmod 4777 /mnt/file',
  'chown 5 /mnt/file',
  'touch -d 2000-01-01 /mnt/file',
  'mv /mnt/file /mnt/renamed',
  'ln /mnt/file /mnt/hard',
  'ln -s file /mnt/soft',
  'rm /mnt/file',
  'cp /bin/true /mnt/setuid && chmod 4755 /mnt/setuid',
  'mknod /mnt/device b 8 0',
  'mkdir /mnt/new',
  'rmdir /mnt/empty',
  'echo changed > /mnt/below/file',
  'chmod 4777 /mnt/below/file',
  'touch /mnt/below/new',
  'mount -t virtiofs share0 /srv && echo changed > /srv/file',
  'cat /mnt/../../etc/hostname > /mnt/file',
  // Links that lead out: the guest follows them in its own root.
  ...['cat /mnt/absolute', 'cat /mnt/relative', 'cat /mnt/up/beside'],
];

describe.runIf(HAS_QEMU).each(USERS)('shares of run as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const shared = join(directory, 'shared');
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };
  let mounted = false;

  beforeAll(async () => {
    for (const name of ['', 'below', 'empty']) mkdirSync(join(shared, name));
    const below = join(shared, 'below');
    if (IS_ROOT) mounted = (await run('mount', ['-t', 'tmpfs', 'none', below])).status === 0;
    for (const name of ['file', 'below/file']) {
      writeFileSync(join(shared, name), 'from the host\n', { mode: 0o666 });
    }
    writeFileSync(join(directory, 'beside'), 'not shared\n', { mode: 0o666 });
    symlinkSync(join(directory, 'beside'), join(shared, 'absolute'));
    symlinkSync('../beside', join(shared, 'relative'));
    symlinkSync('..', join(shared, 'up'));
    for (const name of ['', 'below', 'empty', 'file', 'below/file']) {
      if (user.uid !== undefined) chownSync(join(shared, name), user.uid, user.uid);
    }
  });
  afterAll(async () => {
    if (mounted) await run('umount', [join(shared, 'below')]);
  });

  const contents = () =>
    [...listDirectory(shared)].map(([path, entry]) => `${path} ${JSON.stringify(entry)}`);

  /** What a hostile guest got done. */
  const attack = [
    ...HOSTILE.map((line) => `if (${line}) 2>/dev/null; then echo '${line}'; fi`),
    'cat /mnt/file /mnt/below/file',
  ].join('\n');
  // The guest believes that it may: its own kernel's flag is its own to change.
  const DONE = 'mount -o remount,rw /mnt\nfrom the host\nfrom the host\n';

  it('the host refuses what a guest writes to a read-only share, remounted or not', async () => {
    const before = contents();
    const share = ['--share', `${shared}:/mnt:ro`];
    const { status, stdout, stderr } = await supermin(
      ['run', '-v', ...PACKAGES, ...share, '--', 'sh', '-c', attack],
      options,
    );
    expect(contents()).toEqual(before);
    // Where nobody on the host could refuse, there is no share.
    if (status === 125) expect(stderr).toMatch(/cannot be shared read-only|no way to share/);
    else {
      expect(stdout).toBe(DONE);
      expect(stderr).toMatch(/template: (saved a VM|the VM is restored)/);
    }
  });

  it.runIf(user.uid === undefined && IS_ROOT)(
    'a container that may not mount: refused by the daemon or by QEMU, or an error that says what to do',
    async () => {
      const before = contents();
      const argv = ['run', ...PACKAGES, '--share', `${shared}:/mnt:ro`, '--', 'sh', '-c', attack];
      const { status, stdout, stderr } = await run(
        'setpriv',
        [
          ...['--bounding-set', '-sys_admin', '--inh-caps', '-sys_admin'],
          inject('supermin'),
          ...argv,
        ],
        options,
      );
      expect(contents()).toEqual(before);
      if (status === 0) expect(stdout).toBe(DONE);
      else {
        expect(status).toBe(125);
        expect(stderr).toMatch(/cannot be shared read-only: .*\nsupermin: hint: install virtiofsd/);
      }
    },
  );

  it.runIf(user.uid === undefined && IS_ROOT)(
    'one inside the other, the inner one named first, and both writable',
    async () => {
      const [inner, outer] = ['inner', 'outer'].map((name) => join(directory, name));
      for (const place of [inner!, outer!]) mkdirSync(place);
      writeFileSync(join(inner!, 'name'), 'inner\n');
      const shares = ['--share', `${inner}:/mnt/x`, '--share', `${outer}:/mnt`];
      const script = 'cat /mnt/x/name; echo outer > /mnt/name';
      const { stdout } = await superminSucceeds(
        ['run', ...PACKAGES, ...shares, '--', 'sh', '-c', script],
        options,
      );
      expect(stdout).toBe('inner\n');
      expect(readFileSync(join(outer!, 'name'), 'latin1')).toBe('outer\n');
      expect(statSync(join(outer!, 'x')).isDirectory()).toBe(true);
    },
  );
});
