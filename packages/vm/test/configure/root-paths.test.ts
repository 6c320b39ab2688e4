import { FileTree, type TreeNode } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { rootPaths } from '../../src/configure/root-paths.ts';
import { toldSession } from './told-session.ts';

const { signal } = new AbortController();
const COMMON = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };
const PATHS = ['/a', '/a/x\ny', '/a/\xe4', '/b'];

function treeOf(paths: readonly string[]): FileTree {
  const tree = new FileTree();
  const node: TreeNode = { type: 'symlink', target: 'x', ...COMMON };
  tree.put('/a', { type: 'directory', children: new Map(), ...COMMON });
  for (const path of paths.slice(1)) tree.put(path, { ...node });
  return tree;
}

describe('rootPaths', () => {
  it('has those paths of the tree that tar lists, as bytes', async () => {
    const stdout = '\n./\n./a/\n./a/x\\ny\n./a/\\344\n./not/of/the/tree\n';
    const paths = await rootPaths(toldSession({ stdout }), treeOf(PATHS), signal);
    expect([...paths!].sort()).toEqual(['/a', '/a/x\ny', '/a/\xe4']);
  });

  it('knows nothing where tar does not end well', async () => {
    const session = toldSession({ stdout: './\n./a/\n', status: 1 });
    expect(await rootPaths(session, treeOf(PATHS), signal)).toBeUndefined();
  });
});
