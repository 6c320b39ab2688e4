import { type BytePath, joinPath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';

/**
 * Takes away what is in a directory and below it, but for directories that nothing was in: programs ask for those. Where a link leads
 * to the directory, its files are taken away where they are.
 */
export function removeFiles(tree: FileTree, directory: BytePath): void {
  if (tree.directory(directory) !== undefined) removeBelow(tree, tree.realPath(directory));
}

/** As deep as a path can be: two thousand levels. */
function removeBelow(tree: FileTree, directory: BytePath): void {
  for (const [name, node] of [...tree.directory(directory)!.children]) {
    const path = joinPath(directory, name);
    if (node.type === 'directory') {
      if (node.children.size === 0) continue;
      removeBelow(tree, path);
      if (node.children.size > 0) continue;
    }
    tree.remove(path);
  }
}
