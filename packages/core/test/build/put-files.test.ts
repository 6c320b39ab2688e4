import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { putFiles } from '../../src/build/put-files.ts';
import { recordHostfiles } from '../../src/cache/hostfiles.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import type { Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import type { AlternativeLink, PackageContents } from '../../src/plugin/contract.ts';
import { FileTree } from '../../src/tree/file-tree.ts';

type Options = Parameters<typeof putFiles>[2]['options'];

/** A package whose files are listed when they are asked for. */
function listed(name: string, files: () => string[]): PackageContents {
  return {
    package: { name, version: '1', arch: 'all', id: name },
    get files() {
      return files().map((path) => ({ path, config: false }));
    },
  };
}

async function put(
  where: string | Host,
  contents: PackageContents[],
  {
    hostfiles = [],
    more = [],
    excludes = [],
    alternatives = [],
    strict = false,
    signal = new AbortController().signal,
    tree = new FileTree(),
    grown = () => {},
  }: {
    hostfiles?: string[];
    more?: string[];
    excludes?: string[];
    alternatives?: AlternativeLink[];
    strict?: boolean;
    signal?: AbortSignal;
    tree?: FileTree;
    grown?: () => void;
  } = {},
) {
  const host = typeof where === 'string' ? localHost(where) : where;
  const events: SuperminEvent[] = [];
  const context = { host, signal, report: (event: SuperminEvent) => void events.push(event) };
  const sources = {
    contents,
    excludes,
    alternatives,
    more,
    hostfiles: await recordHostfiles(host, hostfiles),
  };
  await putFiles(tree, sources, { ...context, options: { strict } as Options }, grown);
  const lines = events.flatMap((event) =>
    event.kind === 'list' ? [...event.items()] : 'text' in event ? [event.text] : [],
  );
  return { list: [...tree.walk()].map(({ path }) => path), lines };
}

describe('putFiles', () => {
  it("puts a package's files before it asks for those of the next", async () => {
    const root = scratchDirectory({ a: '', b: '', c: '' });
    const tree = new FileTree();
    const seen: number[] = [];
    const asked = (name: string, path: string) =>
      listed(name, () => {
        seen.push(tree.count());
        return [path];
      });
    await put(root, [asked('one', '/a'), asked('two', '/b'), asked('three', '/c')], { tree });
    expect(seen).toEqual([0, 1, 2]);
  });

  it('leaves in the tree which packages there are, and which one each node came from', async () => {
    const root = scratchDirectory({ 'etc/a': '', 'etc/b': '', 'opt/x/c': '', 'etc/own': '' });
    const tree = new FileTree();
    const one = listed('one', () => ['/etc/a', '/opt/x/c']);
    const two = listed('two', () => ['/etc', '/etc/b', '/opt/x']);
    const three = listed('three', () => ['/etc', '/absent']);
    await put(root, [one, two, three], { tree, hostfiles: ['/etc/own', '/etc/b'] });
    expect(tree.packages.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
    const owners = [...tree.walk()].map(({ path, node }) => [path, node.package]);
    expect(owners).toEqual([
      ['/etc', 1],
      ['/etc/a', 0],
      ['/etc/b', 1],
      ['/etc/own', undefined],
      ['/opt', undefined],
      ['/opt/x', 1],
      ['/opt/x/c', 0],
    ]);
  });

  it('tells now and then that the tree has grown, while it grows', async () => {
    const names = Array.from({ length: 300 }, (_, number) => `f${number}`);
    const root = scratchDirectory(Object.fromEntries(names.map((name) => [name, ''])));
    const tree = new FileTree();
    const counts: number[] = [];
    const grown = () => void counts.push(tree.count());
    await put(root, [listed('many', () => names.map((name) => `/${name}`))], { tree, grown });
    expect(counts).toEqual([127, 255]);
  });

  it('a hostfile that goes up on its way is put where it is, once', async () => {
    const root = scratchDirectory({ 'etc/hosts': '', 'etc/x/y': '' });
    const hostfiles = ['/etc/../etc/hosts', '//etc//hosts', '/etc/./hosts', '/etc/hosts/'];
    const more = ['/../../etc/hosts', '/etc/*/../hosts', '/none/../etc/hosts'];
    const { list } = await put(root, [], { hostfiles: [...hostfiles, ...more] });
    expect(list).toEqual(['/etc', '/etc/hosts']);
  });

  it('says what it counted, in the order of supermin 5', async () => {
    const root = scratchDirectory({ a: '', 'doc/x': '', h: '' });
    const files = () => ['/a', '/doc/x', '/none'];
    const { list, lines } = await put(root, [listed('one', files), listed('two', () => ['/a'])], {
      hostfiles: ['/h', '/a'],
      excludes: ['/doc/*'],
    });
    expect(list).toEqual(['/a', '/h']);
    expect(lines).toEqual([
      'build: 3 files',
      'not /doc/x',
      'build: 2 files, after matching excludefiles',
      'build: 3 files, after adding hostfiles',
      ...['/a', '/none', '/h'],
      'build: 2 files, after removing unreadable files',
      'build: 2 files, after munging',
    ]);
  });

  it('links of alternatives lead to what is there, and are no more than excludefiles allow', async () => {
    const root = scratchDirectory({ 'usr/bin/mawk': '', 'etc/alternatives/x': '' });
    symlinkSync('/etc/alternatives/awk', join(root, 'usr/bin/awk'));
    symlinkSync('/usr/bin/mawk', join(root, 'etc/alternatives/awk'));
    const alternatives = [{ path: '/usr/bin/awk', via: '/etc/alternatives/awk' }];
    const contents = [listed('mawk', () => ['/usr/bin/mawk'])];
    const { list } = await put(root, contents, { alternatives });
    expect(list).toContain('/usr/bin/awk');
    expect(list).toContain('/etc/alternatives/awk');
    const excludes = ['/usr/bin/awk'];
    expect((await put(root, contents, { alternatives, excludes })).list).not.toContain(
      '/etc/alternatives/awk',
    );
  });

  it('names what this user may not look at', async () => {
    const root = scratchDirectory({ a: '', secret: '' });
    const host = localHost(root);
    const closed: Host = {
      ...host,
      lstat: (path) => {
        if (path === '/secret') throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
        return host.lstat(path);
      },
    };
    const contents = [listed('one', () => ['/a', '/secret'])];
    const { list, lines } = await put(closed, contents);
    expect(list).toEqual(['/a']);
    expect(lines).toContain('cannot be read: /secret');
    await expect(put(closed, contents, { strict: true })).rejects.toMatchObject({
      code: 'FILES_UNREADABLE',
    });
  });

  it("an abort is the abort's reason, and what a list throws is thrown", async () => {
    const root = scratchDirectory({ a: '' });
    const reason = new Error('enough');
    const contents = [listed('one', () => ['/a'])];
    const signal = AbortSignal.abort(reason);
    await expect(put(root, contents, { signal })).rejects.toBe(reason);
    const damaged = listed('two', () => {
      throw reason;
    });
    await expect(put(root, [...contents, damaged])).rejects.toBe(reason);
  });
});
