import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DebDescription, ScratchApt, signedSources } from '@supermin/test-support/apt';
import { listDirectory } from '@supermin/test-support/listing';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';

const PACKAGES: readonly DebDescription[] = [
  {
    name: 'tool',
    arch: 'amd64',
    fields: { Depends: 'library (>= 1), reader' },
    files: { init: '#!/bin/sh\n', 'usr/bin/tool': '#!/bin/sh\n' },
  },
  {
    name: 'library',
    version: '2',
    fields: { Depends: 'leaf | twin' },
    files: { 'usr/lib/library.so': 'elf' },
  },
  { name: 'reader', fields: { Depends: 'middle' } },
  { name: 'middle', fields: { Depends: 'leaf' } },
  { name: 'leaf', files: { 'usr/share/leaf': 'green' } },
  { name: 'twin', files: { 'usr/share/twin': 'red' } },
];

const HAS_TOOLS = ['gpg', 'gpgv', 'dpkg-deb', 'xz', 'apt-get'].every((name) =>
  available(name, hasProgram(name)),
);

interface Inventory {
  kind: string;
  size: number;
  packages: { id: string; name: string; version: string; purl: string; download?: number }[];
  files?: { path: string; stored: number; package?: number }[];
  overhead: { bytes: number }[];
}

interface Explanation {
  chain: { id: string; dependency?: string; alternatives: { id: string; included: boolean }[] }[];
  neededBy: string[];
}

describe.runIf(HAS_TOOLS).each(USERS)('packages of a repository, looked at by $name', (user) => {
  const top = scratchDirectory({}, user);
  const mirror = scratchDirectory();
  const sources = join(mirror, 'my.sources');
  const options = { ...user, env: { XDG_CACHE_HOME: join(top, 'cache') } };
  const from = ['--from', sources, '--arch', 'amd64'];
  let apt: ScratchApt;

  beforeAll(() => {
    apt = new ScratchApt(join(mirror, 'apt'), [signedSources(mirror, PACKAGES)]);
  });

  const inspect = async (...argv: string[]): Promise<Inventory> =>
    JSON.parse((await superminSucceeds(['inspect', '--json', ...from, ...argv], options)).stdout);

  const why = async (...argv: string[]): Promise<Explanation> =>
    JSON.parse((await superminSucceeds(['why', '--json', ...from, ...argv], options)).stdout);

  /** Bytes of the package file of each package. */
  function debs(): Map<string, number> {
    const found = readdirSync(join(mirror, 'm'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.deb'))
      .map((name): [string, number] => [
        name.split('/').at(-1)!.split('_')[0]!,
        statSync(join(mirror, 'm', name)).size,
      ]);
    return new Map(found);
  }

  it('inspect --from: the packages that apt would install, and the bytes of their files', async () => {
    const { kind, packages, size } = await inspect('tool');
    expect(kind).toBe('packages');
    expect(packages.map(({ name, version }) => `${name} ${version}`)).toEqual(
      apt.install(['tool']),
    );
    const sizes = debs();
    for (const { name, download } of packages) expect(download).toBe(sizes.get(name));
    expect(size).toBe(packages.reduce((sum, { download = 0 }) => sum + download, 0));
    expect(packages[0]!.purl).toMatch(/^pkg:deb\//);
  });

  it('inspect --from --files: the paths that a build has, and whose they are, as dpkg-deb lists them', async () => {
    const { packages, files } = await inspect('--files', 'tool');
    const input = join(top, 'input');
    await superminSucceeds(['prepare', ...from, 'tool', '-o', input], options);
    const tree = join(top, 'tree');
    await superminSucceeds(['build', '-f', 'chroot', input, '-o', tree], options);
    const built = [...listDirectory(tree).keys()].sort();
    expect(
      files!
        .map(({ path }) => path)
        .slice(1)
        .sort(),
    ).toEqual(built);
    for (const [index, { name }] of packages.entries()) {
      const [deb] = readdirSync(join(mirror, 'm'), { recursive: true, encoding: 'utf8' }).filter(
        (path) => path.split('/').at(-1)!.startsWith(`${name}_`),
      );
      const { stdout } = await succeed('dpkg-deb', ['--contents', join(mirror, 'm', deb!)]);
      const listed = stdout.split('\n').map((line) => line.split(' ./')[1]?.replace(/\/$/, ''));
      const own = files!.filter((file) => file.package === index).map(({ path }) => path.slice(1));
      expect(own.filter((path) => !listed.includes(path))).toEqual([]);
    }
  });

  it('why --from: the shortest chain of what apt-cache depends tells, and the others that were considered', async () => {
    const { chain, neededBy } = await why('leaf', 'tool');
    expect(chain.map(({ id }) => id)).toEqual(['tool', 'library', 'leaf']);
    for (const [index, { id }] of chain.slice(1).entries()) {
      expect(apt.depends(chain[index]!.id)).toContain(id);
    }
    expect(chain.at(-1)).toMatchObject({ dependency: 'leaf | twin' });
    expect(neededBy.toSorted()).toEqual(
      ['library', 'middle', 'reader', 'tool'].filter((name) => apt.depends(name).includes('leaf')),
    );
  });

  it('why --from: a path, and a package that nothing brings in', async () => {
    const { chain } = await why('/usr/lib/library.so', 'tool');
    expect(chain.map(({ id }) => id)).toEqual(['tool', 'library']);
    const none = await supermin(['why', ...from, 'twin', 'tool'], options);
    expect(none.status).toBe(1);
    expect(none.stdout + none.stderr).toContain('twin');
  });
});
