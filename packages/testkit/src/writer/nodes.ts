import type { FileTree, TreeNode } from '@supermin/core/writer';
import { ME, treeOf as treeOfNodes } from '@supermin/test-support/trees';
import type { WriterSubject } from './subject.ts';

export { device, directory, file, hostFile, special, symlink } from '@supermin/test-support/trees';

/** Owners, devices and the like can only be unpacked by root. */
export const IS_ROOT = ME.uid === 0;

/** A tree of these nodes, in this order, with what the writer insists on. */
export function treeOf(subject: WriterSubject, nodes: Record<string, TreeNode>): FileTree {
  const tree = treeOfNodes(nodes);
  tree.root.uid = ME.uid;
  tree.root.gid = ME.gid;
  subject.prepare?.(tree);
  return tree;
}
