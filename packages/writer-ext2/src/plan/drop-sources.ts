import { type BytePath, joinPath } from '@supermin/core';
import { type DirectoryNode, type FileTree, sourceOf } from '@supermin/core/writer';

/** Takes the files whose bytes come from one of `sources` out of the tree; returns the paths that they had in it. */
export function dropSources(tree: FileTree, sources: readonly BytePath[]): BytePath[] {
  const unwanted = new Set(sources);
  const dropped: BytePath[] = [];
  const visit = (directory: DirectoryNode, path: BytePath) => {
    for (const [name, node] of directory.children) {
      const child = joinPath(path, name);
      if (node.type === 'directory') visit(node, child);
      else if (node.type === 'file' && unwanted.has(sourceOf(node.content) ?? '')) {
        directory.children.delete(name);
        dropped.push(child);
      }
    }
  };
  visit(tree.root, '/');
  return dropped.sort();
}
