import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { makeRoot as makeArchRoot, writeEntry } from '@supermin/test-support/pacman';
import { run } from '@supermin/test-support/programs';
import { encodeHeader, makeRoot as makeFedoraRoot, writeFormat } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS, type User } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin } from './support/installation.ts';

/** Makes a root, and lets its database say that the package `tiny` has these paths. */
const MANAGERS: Record<string, (root: string) => (paths: readonly string[]) => void> = {
  dpkg(root) {
    const host = new SmallRoot(root);
    host.install('tiny', []);
    const list = '/var/lib/dpkg/info/tiny.list';
    return (paths) => host.write(list, ['/.', ...paths, ''].join('\n'));
  },
  rpm(root) {
    makeFedoraRoot(root, { packages: [] });
    return (paths) => writeRpm(root, 'tiny', paths);
  },
  pacman(root) {
    makeArchRoot(root, []);
    return (paths) => {
      const files = paths.map((path) => ({ path: path.slice(1) }));
      writeEntry(root, { name: 'tiny', version: '1-1', files });
    };
  },
};

function writeRpm(root: string, name: string, paths: readonly string[]): void {
  const files = paths.map((path) => ({ path }));
  const header = encodeHeader({ name, version: '1', files });
  writeFormat(join(root, 'usr/lib/sysimage/rpm'), 'sqlite', [header]);
}

/** Paths of a package that would be read from, or written to, outside of the root. */
const ESCAPES = [
  ...['/../o/secret', '/usr/../../o/secret', '/a/../../../o/secret', '/usr/..', '/..'],
  '/o\n/../../o/secret',
];
const CASES = USERS.flatMap((user) =>
  Object.keys(MANAGERS).map((manager) => ({ user, manager, as: user.name })),
);

describe.each(CASES)('a hostile database of $manager, as $as', ({ user, manager }) => {
  const { directory, root, build, output } = playground(user);
  let list: (paths: readonly string[]) => void;

  beforeAll(() => {
    list = MANAGERS[manager]!(root);
    // Else there would be nothing for links to stand for.
    symlinkSync('../o', join(root, 'link'));
  });

  it.each(ESCAPES)('%j: an error that names the list or the package', async (path) => {
    list([path]);
    const { status, stderr } = await build('chroot');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^supermin: [^\n]*(tiny\.list: line \d: a path with "\.\."|package tiny: )/,
    );
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(readdirSync(directory)).not.toContain('out');
  });

  it('a link of the root that leads out of it is copied as a link, and nothing behind it', async () => {
    list(['/link', '/link/secret']);
    await build('chroot');
    const { stdout } = await run('grep', ['-r', 'secret', output]);
    expect(stdout).toBe('');
  });
});

describe.each(USERS)('an rpm database with names of several lines, as $name', (user) => {
  const { directory, root, build, output, options } = playground(user);
  const EVIL = 'tiny\n../evil\n\x1b]0;evil\x07';

  beforeAll(() => {
    makeFedoraRoot(root, { packages: [] });
    mkdirSync(join(root, 'usr/bin'), { recursive: true });
    for (const path of ['/usr/bin/a\nb', '/usr/bin/\x1b[2J']) writeFileSync(root + path, path);
  });

  it('files keep their names, and messages hold neither lines nor words for a terminal', async () => {
    writeRpm(root, 'tiny', ['/usr/bin/a\nb', '/usr/bin/\x1b[2J']);
    const { stdout, status } = await build('chroot', '-v', '-v', '-v');
    expect(status).toBe(0);
    expect(stdout).toContain('  - /usr/bin/a\\x0ab\n  - /usr/bin/\\x1b[2J\n');
    expect(readdirSync(join(output, 'usr/bin'))).toEqual(['\x1b[2J', 'a\nb']);
    await run('rm', ['-rf', output]);
  });

  it('a package is a warning: no line of it comes into an appliance or to a terminal', async () => {
    writeRpm(root, EVIL, ['/usr/bin/a\nb']);
    const prepare = ['prepare', '-v', '-v', '-v', '--use-installed', '--root', root];
    const { status, stdout, stderr } = await supermin(
      [...prepare, '/usr/bin/a\nb', 'tiny', '-o', output],
      options,
    );
    expect(status).toBe(1);
    expect(stdout + stderr).not.toMatch(/\x1b|^\.\.|^b/m);
    expect(stderr).toContain('impossible name or version: package tiny\\x0a../evil');
    expect(readdirSync(directory).sort()).toEqual(['cache', 'host', 'o', 'packages']);
  });
});

/** A root and, beside it, what nobody may get at. */
function playground(user: User) {
  const directory = scratchDirectory({}, user);
  const [root, output] = [join(directory, 'host'), join(directory, 'out')];
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };
  mkdirSync(join(directory, 'o'));
  writeFileSync(join(directory, 'o/secret'), 'secret');
  writeFileSync(join(directory, 'packages'), 'tiny\n');
  const build = (format: string, ...more: string[]) => {
    const argv = ['build', '-f', format, ...more, '--root', root, join(directory, 'packages')];
    return supermin([...argv, '-o', output], options);
  };
  return { directory, root, output, options, build };
}
