import type { WriterContext } from '@supermin/core';
import {
  type FileTree,
  HostReader,
  type MakeParent,
  type SymlinkNode,
} from '@supermin/core/writer';

/** For a root that has no `/lib`: kernel and modules came from elsewhere. */
const MERGED_LIB = { type: 'symlink', target: 'usr/lib', mode: 0o777, uid: 0, gid: 0 } as const;

/**
 * Directories on the way to `/lib/modules` that the tree does not have, as the host has them. `/lib` is never made beside a
 * `/usr/lib` that is there: where the host has none, it is a link.
 */
export function modulesParents(
  tree: FileTree,
  {
    host,
    sourceDateEpoch: latest = Number.POSITIVE_INFINITY,
  }: Pick<WriterContext, 'host' | 'sourceDateEpoch'>,
): MakeParent {
  const reader = new HostReader(host);
  return (path) => {
    const node = reader.parent(path) ?? mergedLib(tree, path);
    return node && { ...node, mtime: Math.min(node.mtime, latest) };
  };
}

function mergedLib(tree: FileTree, path: string): SymlinkNode | undefined {
  if (path !== '/lib') return undefined;
  const directory = tree.directory('/usr/lib');
  return directory && { ...MERGED_LIB, mtime: directory.mtime };
}
