import { type BytePath, compareBytes, joinPath } from '../path/byte-path.ts';
import type { DirectoryNode, TreeNode } from './node.ts';

export interface TreeEntry {
  path: BytePath;
  node: TreeNode;
}

/**
 * What is in a directory, parents before children, names in byte order; nothing of none.
 *
 * @param path of the directory
 */
export function* walkDirectory(
  directory: DirectoryNode | undefined,
  path: BytePath,
): Generator<TreeEntry> {
  // No recursion: its depth would be the tree's.
  const open = directory === undefined ? [] : [entries(directory, path)];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const entry = level.pop();
    if (entry === undefined) {
      open.pop();
      continue;
    }
    yield entry;
    if (entry.node.type === 'directory') open.push(entries(entry.node, entry.path));
  }
}

/** Last name first, to be taken from the end. */
function entries(directory: DirectoryNode, path: BytePath): TreeEntry[] {
  return [...directory.children.keys()]
    .sort(compareBytes)
    .reverse()
    .map((name) => ({ path: joinPath(path, name), node: directory.children.get(name)! }));
}
