import { symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { HostReader } from '../../src/resolve/host-reader.ts';
import { putMergedLinks } from '../../src/resolve/merged-usr.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { TreeNode } from '../../src/tree/node.ts';
import { directory, file, link } from '../support/nodes.ts';

/** A tree as it is after the links of a host were put: `/lib -> usr/lib` for a link. */
function merged(links: Record<string, string>, nodes: Record<string, TreeNode>): string[] {
  const root = scratchDirectory({ 'usr/lib/x': '', 'usr/lib64/x': '', 'usr/bin/x': '' });
  for (const [path, target] of Object.entries(links)) symlinkSync(target, root + path);
  const tree = new FileTree();
  for (const [path, node] of Object.entries(nodes)) tree.put(path, node);
  putMergedLinks(tree, new HostReader(localHost(root)));
  return [...tree.walk()]
    .filter(({ node }) => node.type !== 'directory' || node.children.size === 0)
    .map(({ path, node }) => (node.type === 'symlink' ? `${path} -> ${node.target}` : path));
}

describe('links of merged /usr', () => {
  it('a loader in /usr/lib64 is found by /lib64, whatever package has the link: Debian 13', () => {
    const links = { '/bin': 'usr/bin', '/lib': 'usr/lib', '/lib64': 'usr/lib64' };
    expect(merged(links, { '/usr/lib64/ld-linux-x86-64.so.2': file() })).toEqual([
      '/lib64 -> usr/lib64',
      '/usr/lib64/ld-linux-x86-64.so.2',
    ]);
    expect(merged(links, { '/usr/bin/sh': link('dash') })).toEqual([
      '/bin -> usr/bin',
      '/usr/bin/sh -> dash',
    ]);
  });

  it.each(['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'])('/%s', (name) => {
    const links = { [`/${name}`]: `usr/${name}` };
    expect(merged(links, { [`/usr/${name}/file`]: file() })).toContain(`/${name} -> usr/${name}`);
  });

  it('also one that leads elsewhere, or by way of a link: Arch, Fedora 42', () => {
    const links = { '/sbin': 'usr/bin', '/lib64': 'usr/lib64' };
    const nodes = { '/usr/bin/x': file(), '/usr/lib/x': file(), '/usr/lib64': link('lib') };
    expect(merged(links, nodes)).toEqual([
      '/lib64 -> usr/lib64',
      '/sbin -> usr/bin',
      '/usr/bin/x',
      '/usr/lib/x',
      '/usr/lib64 -> lib',
    ]);
  });

  it('an absolute one leads into the tree', () => {
    const links = { '/lib': '/usr/lib' };
    expect(merged(links, { '/usr/lib/x': file() })).toContain('/lib -> /usr/lib');
  });

  it('none to a directory that the appliance does not have, or that is empty', () => {
    const links = { '/lib': 'usr/lib', '/bin': 'usr/bin' };
    expect(merged(links, { '/usr/bin': directory() })).toEqual(['/usr/bin']);
  });

  it('none where the host has a directory, or nothing: before merged /usr', () => {
    expect(merged({}, { '/usr/lib/x': file() })).toEqual(['/usr/lib/x']);
  });

  it('a directory of a base archive becomes the link, and keeps what is in it', () => {
    const nodes = { '/lib/firmware/f': file(), '/usr/lib/x': file() };
    expect(merged({ '/lib': 'usr/lib' }, nodes)).toEqual([
      '/lib -> usr/lib',
      '/usr/lib/firmware/f',
      '/usr/lib/x',
    ]);
  });

  it('a link that is there already stays', () => {
    const nodes = { '/lib': link('usr/other'), '/usr/lib/x': file() };
    expect(merged({ '/lib': 'usr/lib' }, nodes)).toContain('/lib -> usr/other');
  });
});
