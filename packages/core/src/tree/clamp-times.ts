import type { FileTree } from './file-tree.ts';

/**
 * Makes no entry newer than SOURCE_DATE_EPOCH, as https://reproducible-builds.org/specs/source-date-epoch/ asks for:
 * the times of `/tmp` and similar directories tell when somebody last worked on the host.
 *
 * @param latest seconds since the epoch
 */
export function clampTimes(tree: FileTree, latest: number): void {
  tree.root.mtime = Math.min(tree.root.mtime, latest);
  for (const { node } of tree.walk()) node.mtime = Math.min(node.mtime, latest);
}
