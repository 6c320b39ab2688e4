import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { putAlternatives } from '../../src/resolve/alternatives.ts';
import { HostReader } from '../../src/resolve/host-reader.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { FileNode } from '../../src/tree/node.ts';

const AWK = { path: '/usr/bin/awk', via: '/etc/alternatives/awk' };

const file = (): FileNode => ({
  ...{ type: 'file', mode: 0o755, uid: 0, gid: 0, mtime: 0, size: 0 },
  content: { kind: 'bytes', bytes: new Uint8Array() },
});

/** The tree's links, after those of the host have been put. */
function linksAfter(
  host: Record<string, string>,
  tree: string[],
  { takes = (_: string): boolean => true, links = [AWK] } = {},
) {
  const root = scratchDirectory();
  for (const [path, target] of Object.entries(host)) {
    mkdirSync(dirname(root + path), { recursive: true });
    symlinkSync(target, root + path);
  }
  const files = new FileTree();
  for (const path of tree) files.put(path, file());
  putAlternatives(files, links, new HostReader(localHost(root)), takes);
  const found: Record<string, string> = {};
  for (const { path, node } of files.walk()) if (node.type === 'symlink') found[path] = node.target;
  return found;
}

const HOST = { '/usr/bin/awk': '/etc/alternatives/awk', '/etc/alternatives/awk': '/usr/bin/mawk' };

describe('links of alternatives', () => {
  it('are there if the program that is chosen is', () => {
    expect(linksAfter(HOST, ['/usr/bin/mawk'])).toEqual(HOST);
    expect(linksAfter(HOST, ['/usr/bin/gawk'])).toEqual({});
  });

  it('may be relative', () => {
    const host = { ...HOST, '/etc/alternatives/awk': '../../usr/bin/mawk' };
    expect(linksAfter(host, ['/usr/bin/mawk'])).toEqual(host);
  });

  it('give way to what is there by another way', () => {
    expect(linksAfter(HOST, ['/usr/bin/mawk', '/usr/bin/awk'])).toEqual({});
    expect(linksAfter(HOST, ['/usr/bin/mawk', '/etc/alternatives/awk'])).toEqual({});
  });

  it('are not those that an administrator has made into something else', () => {
    const host = { ...HOST, '/usr/bin/awk': 'mawk' };
    expect(linksAfter(host, ['/usr/bin/mawk'])).toEqual({});
    expect(linksAfter({ '/usr/bin/awk': '/etc/alternatives/awk' }, ['/usr/bin/mawk'])).toEqual({});
  });

  it('are not what excludefiles name', () => {
    const takes = (path: string) => path !== '/usr/bin/awk';
    expect(linksAfter(HOST, ['/usr/bin/mawk'], { takes })).toEqual({});
  });

  it('lead through links', () => {
    const nawk = { path: '/usr/bin/nawk', via: '/etc/alternatives/nawk' };
    const host = {
      ...{ ...HOST, '/usr/bin/nawk': '/etc/alternatives/nawk' },
      '/etc/alternatives/nawk': '/usr/bin/awk',
    };
    for (const links of [
      [AWK, nawk],
      [nawk, AWK],
    ]) {
      expect(linksAfter(host, ['/usr/bin/mawk'], { links })).toEqual(host);
    }
  });
});
