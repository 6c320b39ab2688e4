import { posix } from 'node:path';
import { type BytePath, parentPath } from '../path/byte-path.ts';
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
  let left = links.flatMap((link) => {
    // A machine has hundreds, most of them for programs that the appliance does not have: no more is read of those.
    const target = targetAt(tree, reader, link.via);
    return target === undefined ? [] : { ...link, target };
  });
  // One may lead to another.
  for (let before = -1; left.length !== before; ) {
    before = left.length;
    left = left.filter((link) => !putLink(tree, link, reader, takes));
  }
}

interface Chosen extends AlternativeLink {
  /** Of `via`. */
  target: BytePath;
}

/** False if what is chosen is not in the tree (yet). */
function putLink(
  tree: FileTree,
  { path, via, target }: Chosen,
  reader: HostReader,
  takes: (path: BytePath) => boolean,
): boolean {
  if (!leadsSomewhere(tree, via, target)) return false;
  const chosen = linkAt(tree, reader, via);
  if (chosen === undefined) return true;
  const link = tree.lookup(path) === undefined ? linkOf(reader, path) : undefined;
  if (link?.target !== via || !takes(path) || !takes(via)) return true;
  const makeParent = (missing: BytePath) => reader.parent(missing);
  if (tree.lookup(via) === undefined) tree.put(via, chosen, makeParent);
  tree.put(path, link, makeParent);
  return true;
}

/** As the tree has it, or else the host; undefined of what is no link. */
function targetAt(tree: FileTree, reader: HostReader, path: BytePath): BytePath | undefined {
  const node = tree.lookup(path);
  if (node === undefined) return reader.target(path);
  return node.type === 'symlink' ? node.target : undefined;
}

function linkAt(tree: FileTree, reader: HostReader, path: BytePath): SymlinkNode | undefined {
  const node = tree.lookup(path);
  if (node === undefined) return linkOf(reader, path);
  return node.type === 'symlink' ? node : undefined;
}

function linkOf(reader: HostReader, path: BytePath): SymlinkNode | undefined {
  const node = reader.node(path);
  return typeof node !== 'string' && node.type === 'symlink' ? node : undefined;
}

function leadsSomewhere(tree: FileTree, path: BytePath, target: BytePath): boolean {
  // By its text: the directory of the link need not be in the tree yet.
  return tree.exists(posix.resolve(parentPath(path), target));
}
