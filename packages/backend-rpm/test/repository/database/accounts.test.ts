import type { LayeredPackage } from '@supermin/core';
import type { FileNode } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { ownedNodes } from '../../../src/repository/database/accounts.ts';

function fileOf(mode: number): FileNode {
  const bytes = Buffer.alloc(0);
  const content = { kind: 'bytes', bytes } as const;
  return { type: 'file', mode, uid: 0, gid: 0, mtime: 0, size: 0, content };
}

/** A package with one file `/x` of an owner, and the users and groups of the root. */
function packageOf(mode: number, owner: readonly [user: string, group: string]): LayeredPackage {
  const accounts: Record<string, string> = {
    '/etc/passwd': 'root:x:0:0::/:\nknown:x:7:7::/:\n',
    '/etc/group': 'root:x:0:\nknown:x:8:\n',
  };
  const node = fileOf(mode);
  return {
    package: {
      ...{ name: 'a', version: '1', arch: 'noarch', id: 'a' },
      ...{ source: 0, path: 'x', size: 0, sha256: '' },
    },
    notes: { owners: { '/x': owner } },
    paths: () => ['/x'],
    node: (path) => (path === '/x' ? node : undefined),
    read: (path) => (path in accounts ? Buffer.from(accounts[path]!) : undefined),
    newest: 0,
  };
}

describe('ownedNodes', () => {
  it.each<[string, string, string, number, object | undefined]>([
    ['known:known', 'known', 'known', 0o6755, { uid: 7, gid: 8, mode: 0o6755 }],
    ['an unknown user', 'other', 'known', 0o6755, { uid: 0, gid: 8, mode: 0o2755 }],
    ['an unknown group', 'known', 'other', 0o6755, { uid: 7, gid: 0, mode: 0o4755 }],
    ['an unknown user, group root', 'other', 'root', 0o4755, { uid: 0, gid: 0, mode: 0o755 }],
    ['nobody that is known', 'other', 'other', 0o6755, { uid: 0, gid: 0, mode: 0o755 }],
    ['nobody, of a plain file', 'other', 'other', 0o755, undefined],
  ])('never runs as root what is of %s', (_, user, group, mode, found) => {
    const node = ownedNodes([packageOf(mode, [user, group])]).get('/x');
    if (found === undefined) expect(node).toBeUndefined();
    else expect(node).toMatchObject(found);
  });
});
