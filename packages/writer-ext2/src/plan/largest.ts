import { type BytePath, joinPath } from '@supermin/core';
import type { DirectoryNode, FileNode, FileTree, TreeNode } from '@supermin/core/writer';

/** A file or a directory with all that is in it. */
export interface Part {
  path: BytePath;
  bytes: number;
}

interface Candidate extends Part {
  node: TreeNode;
}

const SHOWN = 5;

/** A directory that holds more of the whole than this is told apart further. */
const COARSE = 1 / 4;

/**
 * The parts of the tree that take most: directories that are neither the whole nor crumbs, or single large files.
 *
 * @param bytesOf what a file takes in the image
 */
export function largestParts(tree: FileTree, bytesOf: (node: FileNode) => number): Part[] {
  const sizes = new Map<TreeNode, number>();
  const total = sumUp(tree.root, bytesOf, sizes);
  const parts = childrenOf({ path: '/', bytes: total, node: tree.root }, sizes);
  for (;;) {
    const coarse = parts.findIndex(
      ({ node, bytes }) => node.type === 'directory' && bytes > total * COARSE,
    );
    if (coarse < 0) break;
    const [part] = parts.splice(coarse, 1);
    parts.push(...childrenOf(part!, sizes));
  }
  return parts
    .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ path, bytes }) => ({ path, bytes }));
}

function childrenOf(part: Candidate, sizes: ReadonlyMap<TreeNode, number>): Candidate[] {
  const parts: Candidate[] = [];
  for (const [name, node] of (part.node as DirectoryNode).children) {
    const bytes = sizes.get(node) ?? 0;
    if (bytes > 0) parts.push({ path: joinPath(part.path, name), bytes, node });
  }
  return parts;
}

/** A file with several names counts where it is met first. */
function sumUp(
  directory: DirectoryNode,
  bytesOf: (node: FileNode) => number,
  sizes: Map<TreeNode, number>,
): number {
  let total = 0;
  for (const node of directory.children.values()) {
    if (node.type === 'directory') total += sumUp(node, bytesOf, sizes);
    else if (node.type === 'file' && !sizes.has(node)) {
      const bytes = bytesOf(node);
      sizes.set(node, bytes);
      total += bytes;
    }
  }
  sizes.set(directory, total);
  return total;
}
