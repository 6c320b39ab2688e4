import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { PackageDatabase, PackageFile } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasDpkg, hasSupermin5, run, sayMissing } from '../support/judges.ts';
import { memoryHost } from '../support/memory-host.ts';
import { open } from '../support/open.ts';
import { RealRoot } from '../support/real-root.ts';
import { statusText } from '../support/status.ts';
import { discard, supermin5 } from '../support/supermin5.ts';

const { signal } = new AbortController();

async function filesOf(database: PackageDatabase, ...names: string[]): Promise<PackageFile[]> {
  const contents = await database.contents(
    names.flatMap((name) => database.find(name)),
    signal,
  );
  return contents.flatMap(({ files }) => files);
}

describe('contents', () => {
  const files = {
    '/var/lib/dpkg/status': statusText(
      {
        Package: 'a',
        Conffiles: `\n /etc/gone ${'0'.repeat(32)}\n /usr/lib/a.conf ${'0'.repeat(32)}`,
      },
      { Package: 'b', 'Multi-Arch': 'same' },
    ),
    '/var/lib/dpkg/info/a.list':
      '/.\n/etc\n/etc/file\n/etc/link\n/etc/gone\n/etc/dir\n/usr/lib/a.conf\n/usr/bin/a\n',
    '/var/lib/dpkg/info/b:amd64.list': '/.\n/usr\n',
    '/etc/file': 'x',
    '/etc/link': { link: '/etc/file' },
    '/etc/dir/x': '',
  };

  it('config files: regular files below /etc, and conffiles whatever became of them', async () => {
    const { database } = await open(memoryHost(files));
    const config = (await filesOf(database, 'a')).filter((file) => file.config);
    expect(config.map((file) => file.path)).toEqual(['/etc/file', '/etc/gone', '/usr/lib/a.conf']);
  });

  it('keeps the order of packages and of their lists, with directories', async () => {
    const { database } = await open(memoryHost(files));
    const [b, a] = await database.contents([...database.find('b'), ...database.find('a')], signal);
    expect(b).toEqual({
      package: expect.objectContaining({ id: 'b' }),
      files: [{ path: '/usr', config: false }],
    });
    expect(a!.files[0]).toEqual({ path: '/etc', config: false });
    expect(a!.files).toHaveLength(7);
  });

  it('a file below /etc that the user may not look at is no config file, and no error', async () => {
    const { database } = await open(memoryHost({ ...files, '/etc/file': { denied: true } }));
    expect((await filesOf(database, 'a'))[1]).toEqual({ path: '/etc/file', config: false });
  });

  it('finds the list of a twin under its plain name in a database of an old format', async () => {
    const { '/var/lib/dpkg/info/b:amd64.list': list, ...others } = files;
    const { database } = await open(memoryHost({ ...others, '/var/lib/dpkg/info/b.list': list }));
    expect(await filesOf(database, 'b')).toHaveLength(1);
  });

  it('a package without its list, or with a cut one, is an error that names both', async () => {
    const { '/var/lib/dpkg/info/a.list': list, ...others } = files;
    const missing = (await open(memoryHost(others))).database;
    await expect(filesOf(missing, 'a')).rejects.toThrow(
      '/var/lib/dpkg/info/a.list: the list of the files of package a is missing',
    );
    const cut = (
      await open(memoryHost({ ...files, '/var/lib/dpkg/info/a.list': list.slice(0, -2) }))
    ).database;
    await expect(filesOf(cut, 'a')).rejects.toThrow('/var/lib/dpkg/info/a.list: line 8: ');
  });

  it('stops when it is aborted', async () => {
    const { database } = await open(memoryHost(files));
    const packages = Array.from({ length: 200_000 }, () => database.find('a')[0]!);
    await expect(database.contents(packages, AbortSignal.abort())).rejects.toThrow('aborted');
  });

  it('takes no package of another database', async () => {
    const { database } = await open(memoryHost(files));
    const stranger = { id: 'z', name: 'z', version: '1', arch: 'all' };
    await expect(database.contents([stranger], signal)).rejects.toThrow(
      'package z is not in this dpkg database',
    );
  });
});

describe.runIf(sayMissing('dpkg', hasDpkg))('diversions that dpkg made (edge case 14)', () => {
  const root = new RealRoot(scratchDirectory());
  beforeAll(() => {
    root.divert('--package', 'dash', '--divert', '/bin/sh.distrib', '/bin/sh');
    root.divert('--local', '--divert', '/bin/man.REAL', '/bin/man');
    root.divert('--package', 'empty', '--divert', '/etc/x.diverted', '/etc/x');
    root.install(
      {
        fields: { Package: 'bash' },
        files: { 'bin/sh': 'of bash\n', 'bin/man': 'man\n', 'etc/x': 'x\n' },
      },
      { fields: { Package: 'dash' }, files: { 'bin/sh': 'of dash\n', 'bin/man.1': '' } },
      { fields: { Package: 'empty' }, files: { 'bin/empty': '' } },
    );
  });
  const diverted = async (...names: string[]) => {
    const { database } = await open(root.path);
    const files = (await filesOf(database, ...names)).filter((file) => /sh|man|x/.test(file.path));
    return files
      .map(({ path, hostPath }) => (hostPath === undefined ? path : `${path} < ${hostPath}`))
      .sort();
  };

  it('are read where they lie and written where they belong', async () => {
    expect(readdirSync(join(root.path, 'bin')).sort()).toEqual([
      'empty',
      'man.1',
      'man.REAL',
      'sh',
      'sh.distrib',
    ]);
    expect(await diverted('bash')).toEqual([
      '/bin/man < /bin/man.REAL',
      '/bin/sh < /bin/sh.distrib',
      '/etc/x < /etc/x.diverted',
    ]);
  });

  it('spare the diverting package', async () => {
    expect(await diverted('dash')).toEqual(['/bin/man.1', '/bin/sh']);
  });

  it('stand side by side as on the host when both packages come along', async () => {
    expect(await diverted('bash', 'dash')).toEqual([
      '/bin/man < /bin/man.REAL',
      '/bin/man.1',
      '/bin/sh',
      '/bin/sh.distrib',
      '/etc/x < /etc/x.diverted',
    ]);
  });

  it('leave no hole where the diverting package ships nothing', async () => {
    expect(await diverted('bash', 'empty')).toContain('/etc/x < /etc/x.diverted');
  });

  it('a diverted config file is one by where it belongs', async () => {
    const { database } = await open(root.path);
    const config = (await filesOf(database, 'bash')).filter((file) => file.config);
    expect(config).toEqual([{ path: '/etc/x', hostPath: '/etc/x.diverted', config: true }]);
  });
});

describe.runIf(sayMissing('dpkg', hasDpkg))(
  'multi-arch twins that dpkg installed (edge case 14)',
  () => {
    const root = new RealRoot(scratchDirectory());

    it.runIf(process.arch === 'x64')('have lists of their own', async () => {
      root.dpkg('--add-architecture', 'i386');
      const twin = (Architecture: string, directory: string) => ({
        fields: { Package: 'libx', 'Multi-Arch': 'same', Architecture },
        files: { [`usr/lib/${directory}/libx.so`]: directory, 'usr/share/doc/libx': 'x' },
      });
      root.install(twin('amd64', 'x86_64-linux-gnu'), twin('i386', 'i386-linux-gnu'));
      const { database } = await open(root.path);
      const [native] = database.find('libx');
      const [other] = database.find('libx:i386');
      expect([native!.id, other!.id]).toEqual(['libx', 'libx:i386']);
      expect((await filesOf(database, 'libx')).map((file) => file.path)).toContain(
        '/usr/lib/x86_64-linux-gnu/libx.so',
      );
      expect((await filesOf(database, 'libx:i386')).map((file) => file.path)).toContain(
        '/usr/lib/i386-linux-gnu/libx.so',
      );
    });
  },
);

/** A field of dpkg-query's format. */
const field = (name: string) => `\${${name}}`;

describe.runIf(sayMissing('dpkg', hasDpkg))('contents of this host', () => {
  it('are what dpkg-query -L lists, for every package', async () => {
    const { database } = await open('/');
    const names = run('dpkg-query', [
      '-W',
      `-f=${field('db:Status-Status')} ${field('binary:Package')}\\n`,
    ])
      .output.split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.split(' ')[1]!);
    // One after the other, with an empty line in between.
    const theirs = run('dpkg-query', ['-L', ...names]).output.split('\n\n');
    expect(theirs).toHaveLength(names.length);
    for (const [number, name] of names.entries()) {
      const listed = theirs[number]!.split('\n').filter((line) => /^\/(?!\.$)/.test(line));
      const ours = (await filesOf(database, name)).map((file) => file.path);
      expect(ours.sort()).toEqual(listed.sort());
    }
  });
});

describe.runIf(sayMissing('supermin 5', hasSupermin5))('contents against supermin 5', () => {
  const scratch = scratchDirectory();

  it('are the files that it copies, parent directories aside', async () => {
    const names = ['bash', 'coreutils', 'dash'];
    const theirs = supermin5(scratch, names, { copy: true });
    const { database } = await open('/');
    const closure = await database.closure(
      names.flatMap((name) => database.find(name)),
      { resolver: 'supermin5' },
    );
    const contents = await database.contents(closure, signal);
    const there = contents
      .flatMap(({ files }) => files)
      .filter((file) => !file.config && existsSync(file.path))
      .map(({ path }) => inTree(theirs.tree, path));
    const ours = new Set(there.filter((path) => !lstatSync(path).isDirectory()));
    const copied = run('find', [theirs.tree, '!', '-type', 'd', '!', '-name', 'packagelist'])
      .output.trimEnd()
      .split('\n');
    expect(copied.length).toBeGreaterThan(300);
    expect(new Set(copied)).toEqual(ours);
    discard(theirs);
  });
});

/** The path in a tree, with the directory links of the tree (`/bin` -> `usr/bin`) resolved. */
function inTree(tree: string, path: string): string {
  return join(realpathSync(join(tree, dirname(path))), basename(path));
}
