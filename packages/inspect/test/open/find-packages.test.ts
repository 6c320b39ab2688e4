import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BuildRecord,
  localHost,
  type OpenOptions,
  type OutputContents,
  type Package,
} from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { directory, file, symlink, treeOf } from '@supermin/test-support/trees';
import { emptyBackend, INSPECT_CONTEXT } from '@supermin/test-support/writers';
import { writer as chroot } from '@supermin/writer-chroot';
import { describe, expect, it } from 'vitest';
import { findPackages } from '../../src/open/find-packages.ts';
import { backendOf, DPKG, registryOf } from '../support/plugins.ts';

const NOTHING = 'nothing tells which packages are in it: no record of its build, no /packagelist';

/** A root in which each of these packages is installed, with a file of its own: `tool` or `tool 2`. */
function rootOf(...packages: string[]): string {
  const root = new SmallRoot(scratchDirectory());
  root.write('/etc/os-release', 'ID=debian\nVERSION_ID="12"\n');
  root.write('/var/lib/dpkg/status', '');
  for (const each of packages) {
    const [name, version = '1.0'] = each.split(' ');
    const fields = [`Version: ${version}`, `Source: ${name}s`];
    root.install(name!, [`/usr/bin/${name}-${version}`], fields);
  }
  return root.directory;
}

/** A directory tree as an output that was read back. */
async function treeAt(root: string): Promise<OutputContents> {
  return (await chroot.inspect!(root, INSPECT_CONTEXT))!;
}

function outputOf(nodes: Parameters<typeof treeOf>[0]): OutputContents {
  const tree = treeOf(nodes);
  return { tree, size: 0, stored: new Map(), overhead: [], notes: [] };
}

const listed = (...lines: string[]) =>
  outputOf({ '/packagelist': file(lines.map((line) => `${line}\n`).join('')) });

const pkg = (name: string, version = '1.0'): Package => ({ id: name, name, version, arch: 'all' });

function recordOf(packages: Package[] | undefined, facts: Record<string, string> = {}) {
  return { packages, facts } as unknown as BuildRecord;
}

type Sources = Parameters<typeof findPackages>[0];

/** What is found on a machine that has nothing, unless `more` says otherwise. */
async function find(contents: OutputContents, more: Partial<Sources> = {}) {
  return findPackages({
    ...{ contents, name: 'out', host: localHost(scratchDirectory()), registry: registryOf(DPKG) },
    ...{ signal: INSPECT_CONTEXT.signal, report: INSPECT_CONTEXT.report },
    ...more,
  });
}

/** Ids, and the last file of each, by which one sees where it was looked up. */
const told = ({ contents }: Awaited<ReturnType<typeof find>>) =>
  contents.map((each) => `${each.package.id} ${each.files.at(-1)?.path ?? '-'}`);

describe('an output of which nothing is known', () => {
  it('has no packages, and that is said', async () => {
    const host = localHost(rootOf('tool'));
    const nothing = { packages: [], contents: [], notes: [NOTHING] };
    expect(await find(outputOf({ '/etc/hostname': file('me') }), { host })).toEqual(nothing);
  });

  it.each([
    ['a directory', directory()],
    ['a link', symlink('etc/list')],
    ['too large to be one', file('tool_1.0_all\n', { size: 16 * 1024 * 1024 + 1 })],
  ])('neither where /packagelist is %s', async (_, node) => {
    const host = localHost(rootOf('tool'));
    const contents = outputOf({ '/packagelist': node, '/etc/list': file('tool_1.0_all\n') });
    expect((await find(contents, { host })).notes).toEqual([NOTHING]);
  });
});

describe('an output with a package database', () => {
  it('has all packages of it, by their ids, with all that is known of them', async () => {
    const contents = await treeAt(rootOf('tool', 'awk 2'));
    const found = await find(contents, { host: localHost(rootOf('other')) });
    const purl = (name: string, version: string) =>
      `pkg:deb/debian/${name}@${version}?arch=all&distro=debian-12`;
    expect(found.packages).toEqual([
      {
        ...pkg('awk', '2'),
        ...{ source: { name: 'awks', version: '2' }, purl: purl('awk', '2') },
      },
      {
        ...pkg('tool'),
        ...{ source: { name: 'tools', version: '1.0' }, purl: purl('tool', '1.0') },
      },
    ]);
    expect(told(found)).toEqual(['awk /usr/bin/awk-2', 'tool /usr/bin/tool-1.0']);
    expect(found.release).toEqual({ id: 'debian', idLike: [], versionId: '12' });
    expect(found.notes).toEqual([]);
  });

  it('is enough: what is wrong with this machine’s does not matter', async () => {
    const broken = rootOf('tool');
    writeFileSync(join(broken, 'var/lib/dpkg/status'), 'no stanza\n');
    const { notes } = await find(await treeAt(rootOf('tool')), { host: localHost(broken) });
    expect(notes).toEqual([]);
  });

  it('that cannot be read says so, and is looked up elsewhere', async () => {
    const root = rootOf('tool');
    writeFileSync(join(root, 'var/lib/dpkg/status'), 'no stanza\n');
    writeFileSync(join(root, 'packagelist'), 'awk_1.0_all\n');
    const found = await find(await treeAt(root), { host: localHost(rootOf('awk')) });
    expect(told(found)).toEqual(['awk /usr/bin/awk-1.0']);
    expect(found.notes).toEqual([
      expect.stringMatching(/^the package database in it cannot be read: .*\bstatus\b/),
    ]);
  });

  it('of a kind that does not tell its packages has none', async () => {
    const registry = registryOf(backendOf('list', '/list', emptyBackend));
    const found = await find(outputOf({ '/list': file() }), { registry });
    expect(found).toMatchObject({
      packages: [],
      contents: [],
      notes: [],
      release: { id: 'linux' },
    });
  });

  it('whose plugin fails by mistake says so; when it is aborted, that is an error', async () => {
    const open = () => Promise.reject(new Error('a bug'));
    const registry = registryOf(backendOf('list', '/list', { open }));
    await expect(find(outputOf({ '/list': file() }), { registry })).resolves.toMatchObject({
      notes: [expect.stringContaining('a bug'), NOTHING],
    });
    const aborted = AbortSignal.abort(new Error('enough'));
    const signal = { registry, signal: aborted };
    await expect(find(outputOf({ '/list': file() }), signal)).rejects.toThrow('a bug');
  });

  it('is called by the name of the output in messages', async () => {
    const contents = outputOf({ '/var/lib/dpkg/status': file('no stanza\n') });
    const { notes } = await find(contents, { name: 'my-image' });
    expect(notes[0]).toContain(': my-image/var/lib/dpkg/status: line 1: ');
  });
});

describe('an output with /packagelist', () => {
  const host = localHost(rootOf('tool', 'awk', 'more'));

  it('has the packages of its lines, in the order of ids, as this machine knows them', async () => {
    const found = await find(listed('tool_1.0_all', '', 'awk_1.0_all'), { host });
    expect(told(found)).toEqual(['awk /usr/bin/awk-1.0', 'tool /usr/bin/tool-1.0']);
    expect(found.packages[0]).toMatchObject({ source: { name: 'awks' } });
    expect(found.release).toMatchObject({ id: 'debian' });
    expect(found.notes).toEqual([]);
  });

  it('has no packages, if nothing is in it', async () => {
    expect(await find(listed(), { host })).toMatchObject({ packages: [], contents: [], notes: [] });
  });

  it('has of packages in another version their lines only, and that is said', async () => {
    const found = await find(listed('tool_2.0_all', 'awk_1.0_all'), { host });
    expect(found.packages).toEqual([
      expect.objectContaining(pkg('awk')),
      { id: 'tool_2.0_all', name: 'tool_2.0_all', version: '', arch: '' },
    ]);
    expect(told(found)).toEqual(['awk /usr/bin/awk-1.0', 'tool_2.0_all -']);
    expect(found.notes).toEqual([
      'no longer installed here in the version that is in it, so that nobody knows which files are theirs: tool_2.0_all',
    ]);
  });

  it.each([
    [5, 'a0, a1, a2, a3, a4'],
    [6, 'a0, a1, a2, a3, a4, and 1 more'],
  ])('names five of those at the most: %d', async (count, expected) => {
    const lines = Array.from({ length: count }, (_, index) => `a${index}`);
    const { notes } = await find(listed(...lines), { host });
    expect(notes.map((note) => note.split('theirs: ')[1])).toEqual([expected]);
  });

  it('has a line once that is there twice, and notes of it that are not for a terminal', async () => {
    const { packages, notes } = await find(listed('x\x1b[2J', 'awk_1.0_all', 'x\x1b[2J'), { host });
    expect(packages.map(({ id }) => id)).toEqual(['awk', 'x\x1b[2J']);
    expect(notes).toEqual([expect.stringMatching(/theirs: x\\x1b\[2J$/)]);
  });

  it('has its own database asked first', async () => {
    const root = rootOf('tool');
    writeFileSync(join(root, 'packagelist'), 'tool_1.0_all\nawk_1.0_all\n');
    writeFileSync(join(root, 'var/lib/dpkg/info/tool.list'), '/.\n/inside\n');
    const found = await find(await treeAt(root), { host });
    expect(told(found)).toEqual(['awk /usr/bin/awk-1.0', 'tool /inside']);
    expect(found.notes).toEqual([]);
  });

  it('on a machine without a database: nobody knows more, which is no other fault', async () => {
    const found = await find(listed('tool_1.0_all'));
    expect(found.packages).toEqual([expect.objectContaining({ id: 'tool_1.0_all', version: '' })]);
    expect(found.notes).toEqual([expect.stringMatching(/^no longer installed here/)]);
    expect(found.release).toBeUndefined();
  });

  it('on a machine whose database cannot be read: that is said as well', async () => {
    const broken = rootOf('tool');
    writeFileSync(join(broken, 'var/lib/dpkg/status'), 'no stanza\n');
    const { notes } = await find(listed('tool_1.0_all'), { host: localHost(broken) });
    expect(notes).toEqual([
      expect.stringMatching(/^the packages cannot be looked up: .*status/),
      expect.stringMatching(/^no longer installed here/),
    ]);
  });

  it('on a machine whose plugin is aborted: an error', async () => {
    const open = () => Promise.reject(new Error('enough'));
    const registry = registryOf(backendOf('list', '/list', { open }));
    const aborted = { registry, signal: AbortSignal.abort() };
    const machine = localHost(scratchDirectory({ list: '' }));
    await expect(find(listed('a'), { ...aborted, host: machine })).rejects.toThrow('enough');
  });
});

describe('an output with a record of its build', () => {
  it('has the packages of the record, whatever /packagelist says', async () => {
    const host = localHost(rootOf('tool', 'awk'));
    const record = recordOf([pkg('tool')]);
    const found = await find(listed('awk_1.0_all'), { host, record });
    expect(told(found)).toEqual(['tool /usr/bin/tool-1.0']);
    expect(found.notes).toEqual([]);
  });

  it('has those of /packagelist, where the record does not know', async () => {
    const host = localHost(rootOf('tool', 'awk'));
    const record = recordOf(undefined);
    expect(told(await find(listed('awk_1.0_all'), { host, record }))).toEqual([
      'awk /usr/bin/awk-1.0',
    ]);
  });

  it.each([
    ['name', { name: 'tool2' }],
    ['version', { version: '1.1' }],
    ['architecture', { arch: 'amd64' }],
  ])(
    'of another %s than what is installed: it has no files, and a URL nevertheless',
    async (_, other) => {
      const host = localHost(rootOf('tool'));
      const built = { ...pkg('tool'), ...other };
      const found = await find(outputOf({}), { host, record: recordOf([built]) });
      const { name, version, arch } = built;
      const purl = `pkg:deb/debian/${name}@${version}?arch=${arch}&distro=debian-12`;
      expect(found.packages).toEqual([{ ...built, source: undefined, purl }]);
      expect(told(found)).toEqual(['tool -']);
      expect(found.notes).toEqual([expect.stringMatching(/theirs: tool$/)]);
    },
  );

  it('has URLs by its own database, where this machine has none', async () => {
    const record = recordOf([pkg('gone', '3')]);
    const { packages } = await find(await treeAt(rootOf('tool')), { record });
    expect(packages).toEqual([
      { ...pkg('gone', '3'), purl: 'pkg:deb/debian/gone@3?arch=all&distro=debian-12' },
    ]);
  });

  it('has no more than the record, where there is no database at all', async () => {
    const { packages } = await find(outputOf({}), { record: recordOf([pkg('gone', '3')]) });
    expect(packages).toEqual([pkg('gone', '3')]);
  });

  it('is looked up in the root that it was built from', async () => {
    const record = recordOf([pkg('tool')], { '--root': rootOf('tool') });
    const found = await find(outputOf({}), { host: localHost(rootOf('awk')), record });
    expect(told(found)).toEqual(['tool /usr/bin/tool-1.0']);
    const image = recordOf([pkg('tool')], { '--root': 'oci:image' });
    const other = await find(outputOf({}), { host: localHost(rootOf('tool')), record: image });
    expect(told(other)).toEqual(['tool /usr/bin/tool-1.0']);
  });
});

it('the user’s cache is for this machine’s database, not for one that is in an output', async () => {
  const opened: (string | undefined)[][] = [];
  const open = async (options: OpenOptions) => {
    opened.push([options.host.root, options.cacheDirectory]);
    return emptyBackend.open(options);
  };
  const registry = registryOf(backendOf('list', '/list', { open }));
  const machine = scratchDirectory({ list: '' });
  const contents = outputOf({ '/list': file(), '/packagelist': file() });
  await find(contents, { registry, host: localHost(machine), cacheDirectory: '/cache' });
  expect(opened).toEqual([
    ['out', undefined],
    [machine, '/cache'],
  ]);
});

it('the backend that the user has chosen is asked', async () => {
  const contents = await treeAt(rootOf('tool'));
  const registry = registryOf(DPKG, backendOf('list', '/list', {}));
  const { notes } = await find(contents, { registry, backendName: 'none' });
  expect(notes).toEqual([expect.stringContaining("'none'"), NOTHING]);
});
