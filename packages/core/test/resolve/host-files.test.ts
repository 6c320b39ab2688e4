import { chmodSync, linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { HostFiles } from '../../src/resolve/host-files.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import { file, link } from '../support/nodes.ts';

function copy(root: string, paths: (string | [string, string])[], tree = new FileTree()) {
  const files = new HostFiles(localHost(root), tree);
  for (const path of paths) {
    if (typeof path === 'string') files.put(path, path);
    else files.put(...path);
  }
  files.completeLinks();
  const { found, unreadable } = files;
  return { tree, found, unreadable, list: [...tree.walk()].map(({ path }) => path) };
}

describe('HostFiles', () => {
  it('passes over what is not there, and counts what is', () => {
    const root = scratchDirectory({ 'etc/a': '', 'etc/b': '' });
    const { found, unreadable, list } = copy(root, ['/etc/a', '/etc/none', '/none/x', '/etc/b']);
    expect({ found, unreadable, list }).toEqual({
      found: 2,
      unreadable: [],
      list: ['/etc', '/etc/a', '/etc/b'],
    });
  });

  it('takes parents that nobody named from the host, links among them', () => {
    const root = scratchDirectory({ 'usr/lib/deep/x': '' });
    symlinkSync('usr/lib', `${root}/lib`);
    chmodSync(`${root}/usr/lib/deep`, 0o711);
    const { tree, list } = copy(root, ['/lib/deep/x']);
    expect(list).toEqual(['/lib', '/usr', '/usr/lib', '/usr/lib/deep', '/usr/lib/deep/x']);
    expect(tree.lookup('/usr/lib/deep')).toMatchObject({ mode: 0o711 });
  });

  it('a link of merged /usr that nobody named is there, as the host has it', () => {
    const root = scratchDirectory({ 'usr/lib64/ld.so': '', 'usr/bin/x': '' });
    for (const name of ['bin', 'lib64']) symlinkSync(`usr/${name}`, `${root}/${name}`);
    const { found, list } = copy(root, ['/usr/lib64/ld.so']);
    expect(list).toEqual(['/lib64', '/usr', '/usr/lib64', '/usr/lib64/ld.so']);
    expect(found).toBe(1);
  });

  it('a diverted file: read there, written here', () => {
    const root = scratchDirectory({ 'bin/sh.distrib': 'diverted', 'bin/sh': 'other' });
    const { tree, list } = copy(root, [['/bin/sh', '/bin/sh.distrib']]);
    expect(list).toEqual(['/bin', '/bin/sh']);
    expect(tree.lookup('/bin/sh')).toMatchObject({
      size: 8,
      content: { path: `${root}/bin/sh.distrib` },
    });
  });

  it('hard links stay hard links', () => {
    const root = scratchDirectory({ a: 'x' });
    linkSync(`${root}/a`, `${root}/b`);
    const { tree } = copy(root, ['/a', '/b']);
    expect(tree.lookup('/a')).toBe(tree.lookup('/b'));
  });

  it('wins over what base archives brought, but for their directories', () => {
    const root = scratchDirectory({ 'etc/a': 'host' });
    const tree = new FileTree();
    tree.put('/etc/a', file('archive'));
    tree.put('/etc/only', file());
    const { list } = copy(root, ['/etc', '/etc/a'], tree);
    expect(tree.lookup('/etc/a')).toMatchObject({ content: { kind: 'path' } });
    expect(list).toEqual(['/etc', '/etc/a', '/etc/only']);
  });

  it('a link to a directory that no package owns leads to one: /var/lock', () => {
    const root = scratchDirectory({ 'var/x': '' });
    mkdirSync(`${root}/run/lock`, { recursive: true });
    chmodSync(`${root}/run/lock`, 0o1777);
    symlinkSync('/run/lock', `${root}/var/lock`);
    symlinkSync('/run/none', `${root}/var/none`);
    symlinkSync('x', `${root}/var/file`);
    const { tree, list } = copy(root, ['/var/lock', '/var/none', '/var/file']);
    expect(list).toEqual(['/run', '/run/lock', '/var', '/var/file', '/var/lock', '/var/none']);
    expect(tree.lookup('/run/lock')).toMatchObject({ mode: 0o1777 });
  });

  it('a link that leads through a file of a base archive is left as it is', () => {
    const root = scratchDirectory();
    mkdirSync(`${root}/run/lock`, { recursive: true });
    symlinkSync('/run/lock', `${root}/lock`);
    const tree = new FileTree();
    tree.put('/run', file());
    expect(copy(root, ['/lock'], tree).list).toEqual(['/lock', '/run']);
  });

  it('links of the host that loop', () => {
    const root = scratchDirectory();
    symlinkSync('loop', `${root}/loop`);
    const { found, list } = copy(root, ['/loop', '/loop/x']);
    expect({ found, list }).toEqual({ found: 1, list: ['/loop'] });
  });

  it('a file where another source has a directory in the way is an error that names both', () => {
    const root = scratchDirectory({ 'a/b': '' });
    const tree = new FileTree();
    tree.put('/a', file());
    expect(() => copy(root, ['/a/b'], tree)).toThrow(
      expect.objectContaining({ code: 'TREE_NOT_DIRECTORY' }),
    );
    tree.put('/a', link('a'));
    expect(() => copy(root, ['/a/b'], tree)).toThrow(
      expect.objectContaining({ code: 'TREE_LINK_LOOP' }),
    );
  });
});
