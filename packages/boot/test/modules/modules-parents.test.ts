import { FileTree, type TreeNode } from '@supermin/core/writer';
import { expect, test } from 'vitest';
import { modulesParents } from '../../src/modules/modules-parents.ts';
import { FakeRoot } from '../kernel/fixture.ts';

const COMMON = { uid: 0, gid: 0, mtime: 7, mode: 0o755 };

/** What `/lib/modules/6.1` becomes in a tree with these. */
function made(root: FakeRoot, nodes: Record<string, TreeNode>, sourceDateEpoch?: number) {
  const tree = new FileTree();
  for (const [path, node] of Object.entries(nodes)) tree.put(path, node);
  const context = { host: root.host, ...(sourceDateEpoch !== undefined && { sourceDateEpoch }) };
  tree.makeDirectory('/lib/modules/6.1', modulesParents(tree, context));
  return tree;
}

const USR_LIB = { '/usr/lib': { ...COMMON, type: 'directory', children: new Map() } } as const;

test('/lib is what it is on the host: a link or a directory', () => {
  const merged = new FakeRoot().link('/lib', 'usr/lib').file('/usr/lib/x');
  expect(made(merged, {}).realPath('/lib/modules/6.1')).toBe('/usr/lib/modules/6.1');
  const separate = new FakeRoot().file('/lib/x').file('/usr/lib/x');
  expect(made(separate, USR_LIB).realPath('/lib/modules/6.1')).toBe('/lib/modules/6.1');
});

test('no directory beside the /usr/lib of an appliance, where the host has neither', () => {
  const tree = made(new FakeRoot(), USR_LIB);
  expect(tree.lookup('/lib')).toMatchObject({ type: 'symlink', target: 'usr/lib', mtime: 7 });
  expect(tree.realPath('/lib/modules/6.1')).toBe('/usr/lib/modules/6.1');
  expect(made(new FakeRoot(), {}).realPath('/lib/modules/6.1')).toBe('/lib/modules/6.1');
});

test('nothing is newer than SOURCE_DATE_EPOCH', () => {
  const merged = new FakeRoot().link('/lib', 'usr/lib').file('/usr/lib/modules/x');
  const tree = made(merged, {}, 3);
  for (const path of ['/lib', '/usr/lib', '/usr/lib/modules']) {
    expect(tree.lookup(path)).toMatchObject({ mtime: 3 });
  }
});
