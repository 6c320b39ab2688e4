import type { BytePath } from '../path/byte-path.ts';
import type { DirectoryNode, TreeNode } from './node.ts';

/** As many links as Linux follows in one path. */
const MAXIMUM_LINKS = 40;

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
  const way: { name: BytePath; directory: DirectoryNode }[] = [];
  const pending = path.split('/').reverse();
  let links = 0;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      way.pop();
      continue;
    }
    const { children } = way.at(-1)?.directory ?? root;
    const at = () => realPath(way, name);
    let node = children.get(name);
    if (node === undefined) {
      if (make === undefined) return { obstacle: 'missing', at: at() };
      if (at().length > MAXIMUM_PATH) return { obstacle: 'too long', at: at() };
      node = make(at());
      children.set(name, node);
    }
    if (node.type === 'directory') way.push({ name, directory: node });
    else if (node.type === 'symlink') {
      if (++links > MAXIMUM_LINKS) return { obstacle: 'loop', at: at() };
      if (node.target.startsWith('/')) way.length = 0;
      pending.push(...node.target.split('/').reverse());
    } else if (pending.some((rest) => rest !== '' && rest !== '.')) {
      return { obstacle: 'file', at: at() };
    } else return { node, at: at() };
  }
  return { node: way.at(-1)?.directory ?? root, at: realPath(way) };
}

function realPath(way: readonly { name: BytePath }[], name?: BytePath): BytePath {
  const names = way.map((step) => step.name);
  return `/${(name === undefined ? names : [...names, name]).join('/')}`;
}
