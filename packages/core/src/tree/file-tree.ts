import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath, joinPath, parentPath } from '../path/byte-path.ts';
import type { DirectoryNode, SymlinkNode, TreeNode } from './node.ts';

/** As many links as Linux follows in one path. */
const MAXIMUM_LINKS = 40;

/** Attributes for a directory (or link to one) on the way to a path, which nobody has put there. */
export type MakeParent = (path: BytePath) => DirectoryNode | SymlinkNode | undefined;

export interface TreeEntry {
  path: BytePath;
  node: TreeNode;
}

/**
 * The in-memory picture of the full appliance: every path, its metadata, where its bytes come from.
 *
 *     put('/lib', link to 'usr/lib')
 *     put('/lib/x', file)               lands at /usr/lib/x, as the kernel would have it
 *
 * Links in parent directories are followed inside the tree only, so nothing put here can ever point
 * a writer outside of its output. A later `put` wins over an earlier one, but a directory keeps what is
 * in it, and a link to a directory is kept when a directory comes along (usr-merged systems whose
 * packages still name `/lib`).
 */
export class FileTree {
  readonly root: DirectoryNode;
  /** Resolved directories by the path that was asked for; emptied whenever a link or directory is replaced. */
  readonly #directories = new Map<BytePath, DirectoryNode>();
  readonly #time: number;

  /** @param time mtime, in seconds, of the root and of parents that nobody describes. */
  constructor(time = 0) {
    this.#time = time;
    this.root = directoryNode(time);
  }

  /**
   * Puts `node` at `path`: absolute, no final slash, no empty, `.` or `..` component.
   *
   * @throws SuperminError `TREE_PATH`, `TREE_NOT_DIRECTORY` (a parent is a file), `TREE_LINK_LOOP`
   */
  put(path: BytePath, node: TreeNode, makeParent?: MakeParent): void {
    if (path === '/') {
      if (node.type !== 'directory') throw notDirectory(path, path);
      copyAttributes(node, this.root);
      return;
    }
    const name = checkedName(path);
    const parent = this.#directory(parentPath(path), makeParent, 0);
    this.#place(parent, name, path, node, makeParent);
  }

  #place(
    parent: DirectoryNode,
    name: BytePath,
    path: BytePath,
    node: TreeNode,
    makeParent?: MakeParent,
  ): void {
    const old = parent.children.get(name);
    if (old === undefined) {
      parent.children.set(name, node);
      return;
    }
    if (node.type === 'directory') {
      if (old.type === 'directory') {
        copyAttributes(node, old);
        for (const [child, grandchild] of node.children) {
          this.#place(old, child, joinPath(path, child), grandchild, makeParent);
        }
        return;
      }
      if (old.type === 'symlink' && this.#leadsToDirectory(path)) return;
    }
    this.#directories.clear();
    parent.children.set(name, node);
    // A directory gives way to a link: what was in it moves to where the link leads.
    if (old.type === 'directory' && node.type === 'symlink') {
      for (const [child, grandchild] of old.children) {
        const target = joinPath(path, child);
        const directory = this.#directory(path, makeParent, 0);
        if (!directory.children.has(child)) this.#place(directory, child, target, grandchild);
      }
    }
  }

  /** The node at `path`, a final link not followed; undefined if there is none. */
  lookup(path: BytePath): TreeNode | undefined {
    if (path === '/') return this.root;
    const name = checkedName(path);
    return this.#find(parentPath(path), 0)?.children.get(name);
  }

  /** The directory at `path`, links followed; undefined if there is none. */
  directory(path: BytePath): DirectoryNode | undefined {
    return this.#find(path, 0);
  }

  /** True if there is something at `path`, all links followed, also one in the last component. */
  leadsSomewhere(path: BytePath): boolean {
    let current = path;
    for (let links = 0; links <= MAXIMUM_LINKS; links++) {
      const node = this.lookup(current);
      if (node?.type !== 'symlink') return node !== undefined;
      current = resolveLink(parentPath(current), node.target);
    }
    return false;
  }

  /** The directory at `path`, links followed, made if it is missing, with its parents. */
  makeDirectory(path: BytePath, makeParent?: MakeParent): DirectoryNode {
    return this.#directory(path, makeParent, 0);
  }

  /**
   * Every entry but the root, parents before children, names in byte order: the one order that all
   * writers use.
   */
  *walk(): Generator<TreeEntry> {
    yield* walkDirectory(this.root, '/');
  }

  #leadsToDirectory(path: BytePath): boolean {
    return this.#find(path, 0) !== undefined;
  }

  /** Finds a directory, following links; makes nothing. */
  #find(path: BytePath, links: number): DirectoryNode | undefined {
    if (path === '/') return this.root;
    const known = this.#directories.get(path);
    if (known !== undefined) return known;
    const parent = this.#find(parentPath(path), links);
    const node = parent?.children.get(checkedName(path));
    if (node === undefined) return undefined;
    if (node.type === 'directory') return node;
    if (node.type !== 'symlink' || links >= MAXIMUM_LINKS) return undefined;
    return this.#find(resolveLink(parentPath(path), node.target), links + 1);
  }

  /** Finds a directory, following links; makes what is missing, also at the end of a dangling link. */
  #directory(path: BytePath, makeParent: MakeParent | undefined, links: number): DirectoryNode {
    if (path === '/') return this.root;
    const known = this.#directories.get(path);
    if (known !== undefined) return known;
    const parent = this.#directory(parentPath(path), makeParent, links);
    const name = checkedName(path);
    let node = parent.children.get(name);
    if (node === undefined) {
      node = makeParent?.(path) ?? directoryNode(this.#time);
      parent.children.set(name, node);
    }
    const found = this.#follow(path, node, makeParent, links);
    this.#directories.set(path, found);
    return found;
  }

  #follow(
    path: BytePath,
    node: TreeNode,
    makeParent: MakeParent | undefined,
    links: number,
  ): DirectoryNode {
    if (node.type === 'directory') return node;
    if (node.type !== 'symlink') throw notDirectory(path, path);
    if (links >= MAXIMUM_LINKS) {
      throw new SuperminError('TREE_LINK_LOOP', `${displayPath(path)}: too many symbolic links`, {
        hint: 'look for links that lead to each other among the base archives and packages',
      });
    }
    return this.#directory(resolveLink(parentPath(path), node.target), makeParent, links + 1);
  }
}

/**
 * The path that a link in `directory` leads to, `..` taken by the letter, never above `/`. (`a/..` where `a`
 * is itself a link differs from the kernel; such links do not occur in parent directories of packages.)
 */
function resolveLink(directory: BytePath, target: BytePath): BytePath {
  const components = target.startsWith('/') ? [] : directory.split('/').filter(Boolean);
  for (const component of target.split('/')) {
    if (component === '..') components.pop();
    else if (component !== '' && component !== '.') components.push(component);
  }
  return `/${components.join('/')}`;
}

function checkedName(path: BytePath): BytePath {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (
    name === '' ||
    name === '.' ||
    name === '..' ||
    !path.startsWith('/') ||
    name.includes('\0')
  ) {
    throw new SuperminError(
      'TREE_PATH',
      `'${displayPath(path)}' is not a path that an appliance can hold`,
    );
  }
  return name;
}

function directoryNode(mtime: number): DirectoryNode {
  return { type: 'directory', mode: 0o755, uid: 0, gid: 0, mtime, children: new Map() };
}

function copyAttributes(from: DirectoryNode, to: DirectoryNode): void {
  to.mode = from.mode;
  to.uid = from.uid;
  to.gid = from.gid;
  to.mtime = from.mtime;
  if (from.xattrs !== undefined) to.xattrs = from.xattrs;
}

function notDirectory(path: BytePath, parent: BytePath): SuperminError {
  return new SuperminError(
    'TREE_NOT_DIRECTORY',
    `${displayPath(path)} can't be a directory: another source has put a file at ${displayPath(parent)}`,
  );
}

function* walkDirectory(directory: DirectoryNode, path: BytePath): Generator<TreeEntry> {
  for (const name of [...directory.children.keys()].sort()) {
    const node = directory.children.get(name)!;
    const child = joinPath(path, name);
    yield { path: child, node };
    if (node.type === 'directory') yield* walkDirectory(node, child);
  }
}
