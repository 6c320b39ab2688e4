import { expect, it } from 'vitest';
import { clampTimes } from '../../src/tree/clamp-times.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import { directory, file } from '../support/nodes.ts';

it('no entry is newer, the root included; older ones stay', () => {
  const tree = new FileTree();
  tree.put('/', { ...directory(), mtime: 500 });
  tree.put('/new', { ...file(), mtime: 200.5 });
  tree.put('/old', { ...file(), mtime: -7 });
  tree.put('/d/same', { ...file(), mtime: 100 });
  clampTimes(tree, 100);
  const times = [...tree.walk()].map(({ path, node }) => [path, node.mtime]);
  expect(times).toEqual([
    ['/d', 0],
    ['/d/same', 100],
    ['/new', 100],
    ['/old', -7],
  ]);
  expect(tree.root.mtime).toBe(100);
});
