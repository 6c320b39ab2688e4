import type { BytePath } from '../path/byte-path.ts';
import { MAXIMUM_LINKS } from '../path/links.ts';
import { PathWalk } from '../path/path-walk.ts';
import type { DirectoryNode, TreeNode } from './node.ts';

/** PATH_MAX of Linux, without its NUL. */
export const MAXIMUM_PATH = 4095;

/** What a path leads to, all links followed; or where, and why, it leads nowhere. `at` is free of links. */
export type Resolution =
  | { node: TreeNode; at: BytePath }
  | { node?: undefined; obstacle: 'missing' | 'loop' | 'file' | 'too long'; at: BytePath };

/**
 * Goes from name to name as the kernel does (path_resolution(7)), `..` and links included, never above `root`.
 *
 * @param make gives what is put in the place of something missing, by its real path
 */
export function resolvePath(
  root: DirectoryNode,
  path: BytePath,
  make?: (missing: BytePath) => TreeNode,
): Resolution {
  const walk = new PathWalk<{ name: BytePath; directory: DirectoryNode }>(path);
  for (let name = walk.next(); name !== undefined; name = walk.next()) {
    const { children } = walk.way.at(-1)?.directory ?? root;
    const at = () => realPath(walk.way, name);
    let node = children.get(name);
    if (node === undefined) {
      if (make === undefined) return { obstacle: 'missing', at: at() };
      if (at().length > MAXIMUM_PATH) return { obstacle: 'too long', at: at() };
      node = make(at());
      children.set(name, node);
    }
    if (node.type === 'directory') walk.enter({ name, directory: node });
    else if (node.type === 'symlink') {
      if (walk.links === MAXIMUM_LINKS) return { obstacle: 'loop', at: at() };
      walk.follow(node.target);
    } else if (walk.hasMore()) {
      return { obstacle: 'file', at: at() };
    } else return { node, at: at() };
  }
  return { node: walk.way.at(-1)?.directory ?? root, at: realPath(walk.way) };
}

function realPath(way: readonly { name: BytePath }[], name?: BytePath): BytePath {
  const names = way.map((step) => step.name);
  return `/${(name === undefined ? names : [...names, name]).join('/')}`;
}
