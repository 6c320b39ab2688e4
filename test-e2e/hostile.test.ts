import { chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostileArchives } from '@supermin/test-support/archive';
import { SmallRoot } from '@supermin/test-support/debian';
import { fsck } from '@supermin/test-support/images';
import { type Listing, listDirectory } from '@supermin/test-support/listing';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { hostileCpios } from './support/hostile-cpio.ts';
import { packInit } from './support/init.ts';
import { supermin } from './support/installation.ts';

const FORMATS = ['chroot', 'ext2', 'cpio'] as const;

/** What the archives try to reach; a short name, so that all of it fits into their headers. */
const OUTSIDE = 'o';

const archives = (outside: string) =>
  new Map([...hostileArchives(outside), ...hostileCpios(outside)]);

/** Each tarball against each writer. Of cpio archives the reader is new to them, so one writer will do. */
const ATTEMPTS = [
  ...FORMATS.flatMap((format) =>
    [...hostileArchives('/x').keys()].map((name) => [format, name] as const),
  ),
  ...[...hostileCpios('/x').keys()].map((name) => ['chroot', name] as const),
];

describe.each(USERS)('hostile archives, as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const host = new SmallRoot(join(directory, 'host'));
  const init = join(directory, 'init.tar.gz');
  let made = 0;

  beforeAll(async () => {
    host.kernel('/boot/vmlinuz-6.1', '6.1');
    host.modules('6.1');
    host.install('tiny', ['/usr/bin/tiny']);
    await packInit(init, '');
  });

  /** Where an archive may do what it likes in `work/out`, and nothing besides. */
  function playground(name: string): string {
    const top = join(directory, String(made++));
    mkdirSync(join(top, OUTSIDE, 'folder'), { recursive: true });
    mkdirSync(join(top, 'work'));
    writeFileSync(join(top, OUTSIDE, 'secret'), 'secret', { mode: 0o600 });
    writeFileSync(join(top, 'base'), archives(join(top, OUTSIDE)).get(name)!);
    // What the user may not write to would be safe anyway.
    const mine = ['', OUTSIDE, `${OUTSIDE}/folder`, `${OUTSIDE}/secret`, 'work'];
    for (const path of mine)
      if (user.uid !== undefined) chownSync(join(top, path), user.uid, user.uid);
    return top;
  }

  it('are many', () => {
    expect(hostileArchives('/x').size).toBeGreaterThanOrEqual(30);
  });

  it.concurrent.each(ATTEMPTS)('-f %s, %s: an error or a harmless file', async (format, name) => {
    const top = playground(name);
    const before = surroundings(top);
    const output = join(top, 'work/out');
    const { status, stderr } = await supermin(
      [
        ...['build', '-f', format, '--root', host.directory],
        ...(format === 'chroot' ? [] : ['--host-cpu', 'x86_64']),
        ...[init, join(top, 'base'), '-o', output],
      ],
      {
        ...(user.uid === undefined ? {} : { uid: user.uid }),
        env: { TMPDIR: join(top, 'work'), XDG_CACHE_HOME: join(directory, 'cache') },
      },
    );
    if (status === 0) await judge[format](output);
    else {
      // Our own words: no signal, no trace of a stack; a few lines, and which file it is.
      expect(status, stderr).toBe(1);
      expect(stderr).toMatch(/^supermin: [^\n]*(\n[^\n]*)?\n$/);
      expect(stderr).toMatch(/\/base\b|'TRAILER!!!'/);
    }
    // Not `rmSync`, whose recursion ends at some 1,500 directories.
    await run('chmod', ['-R', 'u+rwx', output]);
    await run('rm', ['-rf', output]);
    expect(readdirSync(join(top, 'work'))).toEqual([]);
    expect(surroundings(top)).toEqual(before);
  });
});

/** All but the directory that the output comes and goes in. */
function surroundings(top: string): Listing {
  const listing = listDirectory(top);
  listing.delete('/work');
  return listing;
}

/** Nothing in the result leads out of it. */
const judge = {
  async chroot(output: string): Promise<void> {
    // Where whoever follows them from outside comes to.
    const { stdout } = await run('find', [
      output,
      '-type',
      'l',
      '-exec',
      'realpath',
      '-z',
      '{}',
      '+',
    ]);
    for (const path of stdout.split('\0').slice(0, -1)) expect(`${path}/`).toContain(`${output}/`);
  },

  async ext2(output: string): Promise<void> {
    await fsck(join(output, 'root'));
  },

  async cpio(output: string): Promise<void> {
    const initrd = join(output, 'initrd');
    const { stdout } = await succeed('cpio', ['-it0', '--quiet', '-F', initrd]);
    for (const path of stdout.split('\0'))
      expect(path.startsWith('/') || path.split('/').includes('..'), path).toBe(false);
    // cpio(1) follows links on its way: nothing may stand below one.
    const inside = join(output, 'unpacked');
    mkdirSync(inside);
    await run('cpio', ['-idmu', '--quiet', '-D', inside, '-F', initrd]);
  },
};
