import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, baseName, displayPath, joinPath, parentPath } from '../path/byte-path.ts';
import type { DirectoryNode, FileNode, SymlinkNode, TreeNode } from './node.ts';
import type { Package } from './package.ts';
import { checkPath, checkTarget, impossible, isPlainName } from './possible-path.ts';
import { MAXIMUM_PATH, resolvePath } from './resolve-path.ts';
import { type TreeEntry, walkDirectory } from './walk-directory.ts';

/** Attributes for a directory (or link to one) on the way to a path, which nobody has put there. */
export type MakeParent = (path: BytePath) => DirectoryNode | SymlinkNode | undefined;

/**
 * The in-memory picture of the full appliance: every path, its metadata, where its bytes come from.
 *
 *     put('/lib', link to 'usr/lib')
 *     put('/lib/x', file)               lands at /usr/lib/x, as the kernel would have it
 *
 * Links in parent directories are followed as the kernel does it, but inside the tree only, so nothing put here can
 * ever point a writer outside of its output. A later `put` wins over an earlier one, but a directory keeps what is
 * in it, and a link to a directory is kept when a directory is put there (usr-merged systems whose
 * packages still name `/lib`).
 */
export class FileTree {
  readonly root: DirectoryNode;
  /** All packages of the appliance, those that were asked for and what they need: `package` of a node is an index into it. */
  packages: readonly Package[] = [];
  /** Resolved directories by the path that was asked for; emptied whenever a link or directory is replaced. */
  readonly #directories = new Map<BytePath, DirectoryNode>();
  /** The directory that was put into last: most files come with others of theirs, and to look for it takes a third of a `put`. */
  #last: { path: BytePath; directory: DirectoryNode } | undefined;
  readonly #files: FileNode[] = [];
  readonly #time: number;

  /** @param time mtime, in seconds, of the root and of parents that nobody describes. */
  constructor(time = 0) {
    this.#time = time;
    this.root = directoryNode(time);
  }

  /**
   * Puts `node` at `path`: absolute, no final slash, no empty, `.` or `..` component.
   *
   * @param makeParent asked for every missing parent, by its real path in the tree
   * @throws SuperminError `TREE_PATH`, `TREE_NOT_DIRECTORY` (a parent is a file), `TREE_LINK_LOOP`
   */
  put(path: BytePath, node: TreeNode, makeParent?: MakeParent): void {
    if (path === '/') {
      if (node.type !== 'directory') throw notDirectory(path, path);
      this.#merge(path, node, this.root, makeParent);
      return;
    }
    const name = baseName(path);
    const parent = this.#parentFor(path, name, node, makeParent);
    const old = parent.children.get(name);
    if (old && node.type === 'directory' && this.#merged(path, node, old, makeParent)) return;
    this.#set(parent, name, node, old);
    if (old?.type === 'directory' && node.type === 'symlink') this.#move(old, path, makeParent);
  }

  /**
   * Puts `node` at `path` in the place of what is there, as container engines unpack layers: a directory also in the place of a link to
   * one. Only where both are directories, what is in it stays; all attributes are those of `node`, of which nothing is in it.
   *
   * @throws as `put`
   */
  replace(path: BytePath, node: TreeNode, makeParent?: MakeParent): void {
    if (path === '/') {
      this.put(path, node);
      if (node.xattrs === undefined) delete this.root.xattrs;
      return;
    }
    const name = baseName(path);
    const parent = this.#parentFor(path, name, node, makeParent);
    const old = parent.children.get(name);
    if (old?.type === 'directory' && node.type === 'directory') {
      copyAttributes(node, old);
      if (node.xattrs === undefined) delete old.xattrs;
    } else this.#set(parent, name, node, old);
  }

  /** The directory that a node is put into, which is made if it is missing. */
  #parentFor(
    path: BytePath,
    name: BytePath,
    node: TreeNode,
    makeParent: MakeParent | undefined,
  ): DirectoryNode {
    const known = this.#parentOf(path);
    if (known === undefined || !isPlainName(name, path)) checkPath(path);
    if (node.type === 'symlink') checkTarget(path, node.target);
    return known ?? this.makeDirectory(parentPath(path), makeParent);
  }

  #set(parent: DirectoryNode, name: BytePath, node: TreeNode, old: TreeNode | undefined): void {
    if (old?.type === 'directory' || old?.type === 'symlink') this.#forgetDirectories();
    parent.children.set(name, node);
    if (node.type === 'file') this.#files.push(node);
  }

  /** Takes away what is at `path`, a final link itself, a directory with all that is in it. What is not there is passed over. */
  remove(path: BytePath): void {
    const node = this.lookup(path);
    if (node === undefined || path === '/') return;
    this.directory(parentPath(path))!.children.delete(baseName(path));
    if (node.type === 'directory' || node.type === 'symlink') this.#forgetDirectories();
  }

  /** The directory that a path lies in, if no link leads to it. */
  #parentOf(path: BytePath): DirectoryNode | undefined {
    const last = this.#last;
    const slash = path.lastIndexOf('/');
    // No path, or one that does not begin as it should: `a`, `//a`.
    if (slash < 0 || slash === 1) return undefined;
    if (last !== undefined && slash === last.path.length && path.startsWith(last.path)) {
      return last.directory;
    }
    const parent = slash > 0 ? path.slice(0, slash) : '/';
    const directory = this.#plain(parent);
    if (directory !== undefined && slash > 0) this.#last = { path: parent, directory };
    return directory;
  }

  /** The directory at a path, if it has been found before or no link is on the way to it: what most paths are, and found the fastest. */
  #plain(path: BytePath): DirectoryNode | undefined {
    const known = this.#directories.get(path);
    if (known !== undefined || path === '/') return known ?? this.root;
    const slash = path.lastIndexOf('/');
    if (slash < 0) return undefined;
    const parent = this.#plain(slash === 0 ? '/' : path.slice(0, slash));
    const node = parent?.children.get(path.slice(slash + 1));
    if (node?.type !== 'directory') return undefined;
    this.#directories.set(path, node);
    return node;
  }

  /** Takes away all that is in a directory; of what is none, nothing. A final link is not followed. */
  clear(path: BytePath): void {
    const node = this.lookup(path);
    if (node?.type !== 'directory') return;
    node.children.clear();
    this.#forgetDirectories();
  }

  #forgetDirectories(): void {
    this.#directories.clear();
    this.#last = undefined;
  }

  /** The node at `path`, a final link not followed; undefined if there is none. */
  lookup(path: BytePath): TreeNode | undefined {
    if (path === '/') return this.root;
    const name = baseName(path);
    const known = this.#parentOf(path);
    if (known === undefined || !isPlainName(name, path)) checkPath(path);
    return (known ?? this.directory(parentPath(path)))?.children.get(name);
  }

  /** The directory at `path`, links followed; undefined if there is none. */
  directory(path: BytePath): DirectoryNode | undefined {
    const known = this.#plain(path);
    if (known !== undefined) return known;
    const { node } = resolvePath(this.root, path);
    if (node?.type !== 'directory') return undefined;
    this.#directories.set(path, node);
    return node;
  }

  /** The path of the directory at `path` without links, which there must be: where the kernel finds it. */
  realPath(path: BytePath): BytePath {
    return resolvePath(this.root, path).at;
  }

  /** Whether a path leads to something that is in the tree, links followed. */
  exists(path: BytePath): boolean {
    return resolvePath(this.root, path).node !== undefined;
  }

  /** True for a link to what could be there and is not; false for one that leads somewhere, to itself or through a file. */
  dangles(path: BytePath): boolean {
    const found = resolvePath(this.root, path);
    return found.node === undefined && found.obstacle === 'missing';
  }

  /**
   * The directory at `path`, links followed, made if it is missing, with its parents; also at the end of a
   * dangling link.
   *
   * @throws SuperminError `TREE_NOT_DIRECTORY`, `TREE_LINK_LOOP`
   */
  makeDirectory(path: BytePath, makeParent?: MakeParent): DirectoryNode {
    const known = this.#plain(path);
    if (known !== undefined) return known;
    const found = resolvePath(
      this.root,
      path,
      (missing) => makeParent?.(missing) ?? directoryNode(this.#time),
    );
    if (found.node === undefined) {
      if (found.obstacle === 'loop') throw linkLoop(path);
      throw found.obstacle === 'file' ? notDirectory(path, found.at) : impossible(path, 'a path');
    }
    if (found.node.type !== 'directory') throw notDirectory(path, path);
    this.#directories.set(path, found.node);
    return found.node;
  }

  /**
   * Every entry but the root, parents before children, names in byte order: the one order in which all writers number
   * and name things.
   *
   * @param from a directory, links followed: only what is in it, below this path; nothing if it is missing
   */
  walk(from: BytePath = '/'): Generator<TreeEntry> {
    return walkDirectory(this.directory(from), from);
  }

  /**
   * Files in the order in which they were put: one with several names comes as often, one that was replaced or has moved
   * is still there. The list grows with the tree.
   */
  files(): readonly FileNode[] {
    return this.#files;
  }

  /** Every node but the root, in no order, as often as it has names: a fraction of the time that `walk()` takes. */
  *nodes(): Generator<TreeNode> {
    const open = [this.root];
    for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
      for (const node of directory.children.values()) {
        yield node;
        if (node.type === 'directory') open.push(node);
      }
    }
  }

  /** How many entries `walk()` gives. */
  count(): number {
    let entries = 0;
    for (const _ of this.nodes()) entries++;
    return entries;
  }

  /** Bytes of all files, about: a file counts once for each name, holes count as data. */
  fileBytes(): number {
    let bytes = 0;
    for (const node of this.nodes()) if (node.type === 'file') bytes += node.size;
    return bytes;
  }

  /** A directory comes to where there is one already, or a link to one: both become one. False if they cannot. */
  #merged(path: BytePath, node: DirectoryNode, old: TreeNode, makeParent?: MakeParent): boolean {
    if (old.type === 'directory') this.#merge(path, node, old, makeParent);
    else if (old.type === 'symlink') {
      if (this.directory(path) !== undefined) this.#mergeChildren(path, node, makeParent);
      else if (this.dangles(path)) {
        this.#merge(path, node, this.makeDirectory(path, makeParent), makeParent);
      } else return false;
    } else return false;
    return true;
  }

  #merge(path: BytePath, from: DirectoryNode, into: DirectoryNode, makeParent?: MakeParent): void {
    copyAttributes(from, into);
    this.#mergeChildren(path, from, makeParent);
  }

  #mergeChildren(path: BytePath, from: DirectoryNode, makeParent?: MakeParent): void {
    for (const [name, child] of from.children) this.put(joinPath(path, name), child, makeParent);
  }

  /** A directory gave way to a link at `path`: what was in it goes where the link leads, without replacing anything. */
  #move(from: DirectoryNode, path: BytePath, makeParent?: MakeParent): void {
    if (from.children.size === 0) return;
    const into = this.makeDirectory(path, makeParent);
    const { at } = resolvePath(this.root, path);
    for (const entry of walkDirectory(from, at)) {
      if (entry.path.length > MAXIMUM_PATH) throw impossible(path, 'a path');
    }
    for (const [name, child] of from.children) {
      if (!into.children.has(name)) into.children.set(name, child);
      else if (child.type === 'directory') this.#move(child, joinPath(path, name), makeParent);
    }
  }
}

function linkLoop(path: BytePath): SuperminError {
  return new SuperminError('TREE_LINK_LOOP', `${displayPath(path)}: too many symbolic links`, {
    hint: 'look for links that lead to each other among the base archives and packages',
  });
}

function notDirectory(path: BytePath, at: BytePath): SuperminError {
  return new SuperminError(
    'TREE_NOT_DIRECTORY',
    `${displayPath(path)} has to be a directory, but ${displayPath(at)} is a file`,
    { hint: 'look for two base archives or packages that do not agree on it' },
  );
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
  to.package ??= from.package;
}
