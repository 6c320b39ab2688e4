import { type BytePath, joinPath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { HostReader } from './host-reader.ts';

/** Directories that distributions have merged into `/usr`, see file-hierarchy(7). */
const MERGED: readonly BytePath[] = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/**
 * Puts the links of merged /usr that the host has and the tree needs: those that lead to a directory of the tree with
 * something in it.
 *
 *     /lib64 -> usr/lib64      for /usr/lib64/ld-linux-x86-64.so.2
 *
 * Programs name their loader (`/lib64/ld-...`) and scripts their shell (`/bin/sh`) by way of these links, whatever
 * package owns them. In Debian 13 that is base-files, on which neither libc6 nor dash depends.
 *
 * A directory of that name in the tree, from a base archive, becomes the link; what is in it goes where the link leads.
 */
export function putMergedLinks(tree: FileTree, reader: HostReader): void {
  for (const path of MERGED) {
    const old = tree.lookup(path);
    if (old !== undefined && old.type !== 'directory') continue;
    const link = reader.node(path);
    if (typeof link === 'string' || link.type !== 'symlink') continue;
    const directory = tree.directory(joinPath('/', link.target));
    if (directory === undefined || directory.children.size === 0) continue;
    tree.put(path, link);
  }
}
