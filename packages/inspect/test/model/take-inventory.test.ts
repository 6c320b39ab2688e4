import type { OutputContents } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { nodesOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import type { Subject } from '../../src/model/subject.ts';
import { takeInventory } from '../../src/model/take-inventory.ts';

const { device, directory, file, special, symlink, treeOf } = nodesOf({ uid: 3, gid: 4 });

const BASH = { id: 'bash', name: 'bash', version: '5.2', arch: 'amd64' };
const TOOL = { id: 'tool:i386', name: 'tool', version: '1', arch: 'i386' };

function subjectOf(more: Partial<Subject>): Subject {
  const common = { kind: 'output', names: ['/out'], format: 'form', packages: [] } as const;
  return { ...common, notes: [], close: () => {}, ...more };
}

/** @param bytes of the node at each path; nothing else is stored */
function contentsOf(
  tree: FileTree,
  bytes: Record<string, number>,
  more: Partial<OutputContents> = {},
): OutputContents {
  const stored = new Map(
    Object.entries(bytes).map(([path, taken]) => [tree.lookup(path)!, taken] as const),
  );
  const size = Object.values(bytes).reduce((sum, taken) => sum + taken, 0);
  return { tree, size, stored, overhead: [], notes: [], ...more };
}

describe('takeInventory', () => {
  it('lists the root and all that is in it, parents first, whatever it is', () => {
    const root = treeOf({
      '/b': file('12345', { mode: 0o4755 }),
      '/a': directory({ mode: 0o1777 }),
      '/a/link': symlink('../b'),
      '/a/fifo': special('fifo', { mode: 0o600 }),
      '/a/null': device('character', 1, 3, { mode: 0 }),
    });
    const contents = contentsOf(root, { '/': 1024, '/b': 2048, '/a': 512 });
    const owner = { uid: 3, gid: 4, target: undefined, hardLink: undefined, package: undefined };
    expect(takeInventory(subjectOf({ contents })).files).toEqual([
      {
        ...owner,
        path: '/',
        type: 'directory',
        mode: '0755',
        size: 0,
        stored: 1024,
        uid: 0,
        gid: 0,
      },
      { ...owner, path: '/a', type: 'directory', mode: '1777', size: 0, stored: 512 },
      { ...owner, path: '/a/fifo', type: 'fifo', mode: '0600', size: 0, stored: 0 },
      {
        ...{ ...owner, path: '/a/link', type: 'symlink', mode: '0777', size: 4, stored: 0 },
        target: '../b',
      },
      { ...owner, path: '/a/null', type: 'character', mode: '0000', size: 0, stored: 0 },
      { ...owner, path: '/b', type: 'file', mode: '4755', size: 5, stored: 2048 },
    ]);
  });

  it('says of a hard link of which path it is another name; its bytes are told once', () => {
    const twin = file('12345', { package: 0 });
    const tree = treeOf({ '/y': twin, '/x': twin, '/z': twin });
    const contents = contentsOf(tree, { '/x': 1024 });
    const { files, packages } = takeInventory(subjectOf({ contents, packages: [BASH] }));
    expect(
      files!.slice(1).map((each) => [each.path, each.hardLink, each.size, each.stored]),
    ).toEqual([
      ['/x', undefined, 5, 1024],
      ['/y', '/x', 5, 0],
      ['/z', '/x', 5, 0],
    ]);
    expect(packages).toMatchObject([{ files: 3, size: 5, stored: 1024 }]);
  });

  it('adds up for each package what is its own', () => {
    const tree = treeOf({
      '/etc': directory({ package: 1 }),
      '/etc/a': file('a', { package: 0 }),
      '/etc/b': file('bb', { package: 1 }),
      '/etc/link': symlink('nowhere', { package: 1 }),
      '/etc/none': file('nobody’s'),
    });
    const contents = contentsOf(tree, {
      '/etc': 1,
      '/etc/a': 10,
      '/etc/b': 100,
      '/etc/none': 1000,
    });
    const { packages, files } = takeInventory(subjectOf({ contents, packages: [BASH, TOOL] }));
    expect(packages).toMatchObject([
      { id: 'bash', files: 1, size: 1, stored: 10 },
      { id: 'tool:i386', files: 3, size: 2, stored: 101 },
    ]);
    const owners = files!.map((each) => [each.path, each.package]);
    expect(owners).toContainEqual(['/etc/a', 0]);
    expect(owners).toContainEqual(['/etc', 1]);
    expect(owners).toContainEqual(['/etc/none', undefined]);
  });

  it('has of a package what its backend tells', () => {
    const source = { name: 'tools', version: '0.9' };
    const purl = 'pkg:deb/debian/tool@1?arch=i386';
    const packages = [{ ...TOOL, source, purl, download: 77 }];
    expect(takeInventory(subjectOf({ kind: 'packages', packages })).packages).toEqual([
      { ...TOOL, source, purl, files: 0, size: 0, stored: 0, download: 77 },
    ]);
  });

  it('has of packages without files the sum of what is downloaded, as far as that is known', () => {
    const packages = [{ ...BASH, download: 1000 }, TOOL, { ...TOOL, id: 'other', download: 234 }];
    const subject = subjectOf({
      ...{ kind: 'packages', names: ['bash', 'tool'], format: undefined, packages },
      ...{ release: { id: 'debian', idLike: [], versionId: '12' }, notes: ['a note'] },
    });
    expect(takeInventory(subject)).toEqual({
      ...{ supermin: 'inventory', version: 1, kind: 'packages', subject: ['bash', 'tool'] },
      ...{ format: undefined, image: undefined, distribution: { id: 'debian', version: '12' } },
      size: 1234,
      packages: [expect.objectContaining(BASH), expect.anything(), expect.anything()],
      ...{ files: undefined, overhead: [], notes: ['a note'] },
    });
  });

  it('has notes of the writer before those of others, and what the format takes for itself', () => {
    const contents = contentsOf(
      treeOf({ '/a': file('a') }),
      { '/a': 10 },
      { size: 15, overhead: [{ name: 'headers', bytes: 5 }], notes: ['of the writer'] },
    );
    expect(takeInventory(subjectOf({ contents, notes: ['of others'] }))).toMatchObject({
      ...{ kind: 'output', format: 'form', size: 15, image: undefined, distribution: undefined },
      overhead: [{ name: 'headers', bytes: 5 }],
      notes: ['of the writer', 'of others'],
    });
  });

  it('names the image that was read, with its size on disk', () => {
    const image = '/out/root';
    const contents = contentsOf(treeOf({ '/a': file() }), { '/a': 4096 }, { image });
    expect(takeInventory(subjectOf({ contents })).image).toEqual({ path: '/out/root', size: 4096 });
    const packed = { ...contents, compressed: { name: 'gzip', size: 300 } };
    const { size, image: found } = takeInventory(subjectOf({ contents: packed }));
    expect(size).toBe(4096);
    expect(found).toEqual({ path: '/out/root', size: 300, compression: 'gzip' });
  });

  it('decodes paths as UTF-8, and writes out bytes that are none', () => {
    const tree = treeOf({ '/caf\xc3\xa9': file(), '/\xff': symlink('to\n', {}), '/x\xfe': file() });
    const contents = contentsOf(tree, {}, { image: '/\xe9' });
    const { subject, files, image } = takeInventory(subjectOf({ contents, names: ['/d\xfc'] }));
    expect(subject).toEqual(['/d\\xfc']);
    expect(image!.path).toBe('/\\xe9');
    expect(files!.map(({ path }) => path)).toEqual(['/', '/café', '/x\\xfe', '/\\xff']);
    expect(files!.at(-1)).toMatchObject({ target: 'to\\x0a' });
    const twin = file();
    const twins = contentsOf(treeOf({ '/\xc3\xa9': twin, '/\xff': twin }), {});
    expect(takeInventory(subjectOf({ contents: twins })).files!.at(-1)).toMatchObject({
      path: '/\\xff',
      hardLink: '/é',
    });
  });

  it('has no text of a package or a distribution that is for a terminal', () => {
    const texts = { id: 'a\x1b', name: 'caf\xc3\xa9', version: '\xff', arch: '\n' };
    const packages = [{ ...texts, source: { name: 's\x1b', version: '1\x07' } }];
    const release = { id: '\x1bé', idLike: [], versionId: '\x07' };
    const found = takeInventory(subjectOf({ kind: 'packages', packages, release }));
    expect(found.packages).toMatchObject([
      {
        ...{ id: 'a\\x1b', name: 'café', version: '\\xff', arch: '\\x0a' },
        source: { name: 's\\x1b', version: '1\\x07' },
      },
    ]);
    expect(found.distribution).toEqual({ id: '\\x1bé', version: '\\x07' });
  });

  it.each([
    ['told twice', 9, 14],
    ['not told', 16, 14],
  ])('refuses the word of a writer whose bytes are %s', (_, size, told) => {
    const contents = contentsOf(
      treeOf({ '/a': file('a') }),
      { '/a': 10 },
      { size, overhead: [{ name: 'headers', bytes: 4 }] },
    );
    const subject = subjectOf({ contents, names: ['/out', '/m\xfcll'] });
    expect(() => takeInventory(subject)).toThrow(
      expect.objectContaining({
        code: 'WRITER_CONTRACT',
        message: `the writer 'form': the parts of /out /m\\xfcll take ${told} bytes, all of it ${size}`,
        hint: 'this is a bug in the plugin; report it to its authors',
      }),
    );
  });
});
