import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { moduleListFiles, newestOf } from '../../src/layers/module-lists.ts';
import { treeHost } from '../../src/layers/tree-host.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import { directory, file } from '../support/nodes.ts';

const at = (mtime: number) => ({ ...file(), mtime });

function listFiles(tree: FileTree, trees = [tree]) {
  const { signal } = new AbortController();
  const options = { identity: 'x', cacheDirectory: scratchDirectory(), signal };
  return moduleListFiles(trees, treeHost(tree, 'x'), options);
}

describe('the newest of a tree', () => {
  it('is its latest time, or 0', () => {
    const tree = new FileTree();
    expect(newestOf(tree)).toBe(0);
    tree.put('/a', at(5));
    tree.put('/b', at(7.5));
    tree.put('/c', at(6));
    expect(newestOf(tree)).toBe(7.5);
  });
});

describe('lists of modules', () => {
  it('are made for a kernel that has none, and as old as the newest that they are about', async () => {
    const tree = new FileTree();
    tree.put('/lib/modules/6.1', directory());
    tree.put('/lib/modules/6.1/kernel', { ...directory(), mtime: 5 });
    const newer = new FileTree();
    newer.put('/x', at(9));
    const lists = await listFiles(tree, [tree, newer]);
    const dependencies = lists.get('/lib/modules/6.1/modules.dep');
    expect(dependencies).toMatchObject({ type: 'file', mode: 0o644, mtime: 9 });
    expect([...lists.keys()].every((path) => path.startsWith('/lib/modules/6.1/modules.'))).toBe(
      true,
    );
  });

  it('are none where there is no kernel, or where it has them', async () => {
    expect(await listFiles(new FileTree())).toEqual(new Map());
    const tree = new FileTree();
    tree.put('/lib/modules/6.1/kernel', directory());
    tree.put('/lib/modules/6.1/modules.dep', file());
    expect(await listFiles(tree)).toEqual(new Map());
  });
});
