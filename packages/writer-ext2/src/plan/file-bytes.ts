import type { FileTree } from '@supermin/core';

/** Bytes of all files, about: a file counts once for each name, holes count as data. */
export function fileBytes(tree: FileTree): number {
  let bytes = 0;
  const open = [tree.root];
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    for (const node of directory.children.values()) {
      if (node.type === 'file') bytes += node.size;
      else if (node.type === 'directory') open.push(node);
    }
  }
  return bytes;
}
