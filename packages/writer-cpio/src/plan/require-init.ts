import { type BytePath, baseName, joinPath, parentPath } from '@supermin/core';
import type { FileTree, TreeNode } from '@supermin/core/writer';
import { noInit } from '../errors.ts';

const EXECUTABLE = 0o111;

/** As many links as Linux follows in one path. */
const MAXIMUM_LINKS = 40;

/**
 * Without a program /init (or a link to one) the kernel looks for a root filesystem on a disk, and panics.
 *
 * @throws SuperminError `CPIO_NO_INIT`
 */
export function requireInit(tree: FileTree): void {
  const init = follow(tree, '/init');
  if (init?.type !== 'file' || (init.mode & EXECUTABLE) === 0) throw noInit();
}

/** What `path` leads to, a link in its last component followed. */
function follow(tree: FileTree, path: BytePath): TreeNode | undefined {
  for (let links = 0; links <= MAXIMUM_LINKS; links++) {
    const parent = parentPath(path);
    const node = tree.directory(parent)?.children.get(baseName(path));
    if (node?.type !== 'symlink') return node;
    path = node.target.startsWith('/') ? node.target : joinPath(parent, node.target);
  }
  return undefined;
}
