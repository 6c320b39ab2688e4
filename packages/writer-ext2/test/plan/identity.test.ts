import type { TreeNode } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { device, directory, file, hostFile, plan, symlink, treeOf } from '../support/trees.ts';

function tree(change: Record<string, TreeNode> = {}) {
  return treeOf({
    '/etc/passwd': file('root'),
    '/usr/bin/ls': hostFile('/usr/bin/ls', 1234),
    '/lib': symlink('usr/lib'),
    '/dev/null': device('character', 1, 3),
    '/d': directory(),
    '/a': file('x'),
    '/b': file('x'),
    ...change,
  });
}

const uuid = plan(tree()).uuid;

describe('UUID', () => {
  it('is one', () => {
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is the same for the same tree', () => {
    expect(plan(tree()).uuid).toBe(uuid);
  });

  it('does not depend on where the host root lies', () => {
    const elsewhere = tree({ '/usr/bin/ls': hostFile('/srv/root/usr/bin/ls', 1234) });
    expect(plan(elsewhere).uuid).toBe(uuid);
  });

  const linked = file('x');
  it.each<[string, Record<string, TreeNode>]>([
    ['bytes in memory', { '/etc/passwd': file('toor') }],
    ['a size', { '/usr/bin/ls': hostFile('/usr/bin/ls', 1235) }],
    ['an mtime', { '/usr/bin/ls': hostFile('/usr/bin/ls', 1234, { mtime: 1 }) }],
    ['a fraction of an mtime', { '/a': file('x', { mtime: 1_600_000_000.1 }) }],
    ['a mode', { '/d': directory({ mode: 0o700 }) }],
    ['an owner', { '/a': file('x', { uid: 1 }) }],
    ['a group', { '/a': file('x', { gid: 1 }) }],
    ['a link target', { '/lib': symlink('usr/lob') }],
    ['a device', { '/dev/null': device('character', 1, 5) }],
    ['a type', { '/dev/null': device('block', 1, 3) }],
    ['an attribute', { '/a': file('x', { xattrs: new Map([['user.a', Buffer.from('1')]]) }) }],
    ['another name', { '/c': file('x') }],
    ['a hard link', { '/a': linked, '/b': linked }],
  ])('changes with %s', (_, change) => {
    expect(plan(tree(change)).uuid).not.toBe(uuid);
  });

  it('changes with the first bytes of what is large', () => {
    const large = (first: string) => file(first.padEnd(100_000, 'x'));
    const [one, same, other] = ['1', '1', '2'].map(
      (text) => plan(tree({ '/l': large(text) })).uuid,
    );
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it('changes with size and time of the filesystem', () => {
    expect(plan(tree(), '17M').uuid).not.toBe(uuid);
    expect(plan(tree(), '16M', { sourceDateEpoch: 1 }).uuid).not.toBe(uuid);
  });
});
