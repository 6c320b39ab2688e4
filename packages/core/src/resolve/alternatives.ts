import { type BytePath, joinPath, parentPath } from '../path/byte-path.ts';
import type { AlternativeLink } from '../plugin/contract.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { SymlinkNode } from '../tree/node.ts';
import type { HostReader } from './host-reader.ts';

/**
 * Puts the links by which the host chooses among programs, of those that lead to something in the tree:
 *
 *     /usr/bin/awk -> /etc/alternatives/awk -> /usr/bin/mawk
 *
 * No package owns them. What is in the tree by any other way stays as it is.
 *
 * @param takes whether a path may go into the tree
 */
export function putAlternatives(
  tree: FileTree,
  links: readonly AlternativeLink[],
  reader: HostReader,
  takes: (path: BytePath) => boolean,
): void {
  const makeParent = (path: BytePath) => reader.parent(path);
  for (const { path, via } of links) {
    const chosen = linkAt(tree, reader, via);
    if (chosen === undefined || !leadsSomewhere(tree, via, chosen)) continue;
    const link = tree.lookup(path) === undefined ? linkOf(reader, path) : undefined;
    if (link?.target !== via || !takes(path) || !takes(via)) continue;
    if (tree.lookup(via) === undefined) tree.put(via, chosen, makeParent);
    tree.put(path, link, makeParent);
  }
}

/** As the tree has it, or else the host. */
function linkAt(tree: FileTree, reader: HostReader, path: BytePath): SymlinkNode | undefined {
  const node = tree.lookup(path);
  if (node === undefined) return linkOf(reader, path);
  return node.type === 'symlink' ? node : undefined;
}

function linkOf(reader: HostReader, path: BytePath): SymlinkNode | undefined {
  const node = reader.node(path);
  return typeof node !== 'string' && node.type === 'symlink' ? node : undefined;
}

function leadsSomewhere(tree: FileTree, path: BytePath, { target }: SymlinkNode): boolean {
  const from = target.startsWith('/') ? target : joinPath(parentPath(path), target);
  return tree.has(from);
}
