import { expect, it } from 'vitest';
import { applyChanges } from '../../src/layers/apply-changes.ts';
import type { Layer } from '../../src/layers/layer.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { TreeNode } from '../../src/tree/node.ts';
import { directory, file } from '../support/nodes.ts';

function treeOf(nodes: Record<string, TreeNode>): FileTree {
  const tree = new FileTree();
  for (const [path, node] of Object.entries(nodes)) tree.put(path, node);
  return tree;
}

const layer = (nodes: Record<string, TreeNode>, notes: object): Layer => ({
  ...{ digest: 'x', file: '/store/x', tree: treeOf(nodes) },
  notes: { removed: [], links: [], ...notes },
});

const root = () => treeOf({ '/a': file('a'), '/d': directory(), '/d/b': file('b') });
const paths = (tree: FileTree) => [...tree.walk()].map(({ path }) => path);

it('what is gone is removed before anything is put in its place', () => {
  const tree = root();
  const changes = layer({ '/a': directory(), '/a/new': file('new') }, { removed: ['/a', '/d/b'] });
  applyChanges(tree, changes);
  expect(paths(tree)).toEqual(['/a', '/a/new', '/d']);
});

it('a link is one more name of what the tree has, also of what has just come', () => {
  const tree = root();
  const links = [
    ['/d/c', '/a'],
    ['/e', '/new'],
  ];
  applyChanges(tree, layer({ '/new': file('new') }, { links }));
  expect(tree.lookup('/d/c')).toBe(tree.lookup('/a'));
  expect(tree.lookup('/e')).toBe(tree.lookup('/new'));
});

it('nodes of the layer stay as they are', () => {
  const changes = layer({ '/d': directory(0o700) }, {});
  const tree = root();
  applyChanges(tree, changes);
  expect(tree.lookup('/d')).toMatchObject({ mode: 0o700 });
  tree.put('/d/more', file());
  expect(paths(changes.tree)).toEqual(['/d']);
});

it.each(['/nothing', '/d'])('a link to %s is damage of the layer', (target) => {
  expect(() => applyChanges(root(), layer({}, { links: [['/x', target]] }))).toThrow(
    expect.objectContaining({
      code: 'LAYER_DAMAGED',
      message: expect.stringContaining('/store/x'),
    }),
  );
});
