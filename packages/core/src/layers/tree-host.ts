import { createHash, randomInt } from 'node:crypto';
import type { FileStatus, Host } from '../host/host.ts';
import {
  type BytePath,
  baseName,
  compareBytes,
  displayPath,
  parentPath,
} from '../path/byte-path.ts';
import { pipeProgram } from '../process/pipe.ts';
import { runProgram } from '../process/run.ts';
import { readContent } from '../tree/content.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { Content, FileNode, TreeNode, Xattrs } from '../tree/node.ts';
import { type Resolution, resolvePath } from '../tree/resolve-path.ts';

/** Of all files in a tree: they lie on no device of this machine. */
const DEVICE = 0;

/** First inode numbers there are: six bytes. */
const NUMBERS = 2 ** 48 - 1;

const CODES = { missing: 'ENOENT', loop: 'ELOOP', file: 'ENOTDIR', 'too long': 'ENAMETOOLONG' };

/**
 * A host root that is a tree: packages that are nowhere installed, a container's image. Files are where the tree has them, parts of
 * files of the store for the most; owners and modes are those of the tree, whoever asks. Files that are put into the tree later are
 * in the root, too.
 *
 * @param name in the place of the root's directory, for messages
 * @param digest changes with whatever is in the tree: what follows from a file may be kept for later runs. Default: one that nobody
 *   has had
 */
export function treeHost(tree: FileTree, name: BytePath, digest?: string): Host {
  const files = new TreeFiles(tree, firstNumber(digest));
  return {
    root: name,
    lstat: (path) => files.status(files.find(path, false)),
    stat: (path) => files.status(files.find(path, true)),
    readdir: (path) => files.names(path),
    readlink: (path) => files.target(path),
    open: (path) => files.content(path),
    readFile: (path) => files.bytes(path),
    xattrs: async (paths) => ({ files: files.xattrs(paths), complete: true }),
    run: runProgram,
    pipe: pipeProgram,
  };
}

/**
 * Inode numbers of two trees differ, or what is kept of a file of the one, by its inode, size and time, would be taken for that of the
 * other: times are those that packages have, often the same for all files.
 */
function firstNumber(digest: string | undefined): number {
  if (digest === undefined) return randomInt(NUMBERS);
  return createHash('sha256').update(digest).digest().readUIntBE(0, 6);
}

class TreeFiles {
  /** Inode numbers of the nodes that somebody has asked about. */
  readonly #numbers = new Map<TreeNode, number>();
  /** Counted when somebody asks: a tenth of what it takes to make the tree. */
  #links: ReadonlyMap<TreeNode, number> | undefined;

  constructor(
    private readonly tree: FileTree,
    private readonly first: number,
  ) {}

  /** @param follow a link in the last component */
  find(path: BytePath, follow: boolean): Resolution {
    const name = baseName(path);
    if (follow || name === '' || name === '.' || name === '..') {
      return resolvePath(this.tree.root, path);
    }
    const parent = parentPath(path);
    const known = this.tree.directory(parent);
    if (known === undefined) {
      const found = resolvePath(this.tree.root, parent);
      return found.node === undefined ? found : { obstacle: 'file', at: parent };
    }
    const node = known.children.get(name);
    return node === undefined ? { obstacle: 'missing', at: path } : { node, at: path };
  }

  status({ node }: Resolution): FileStatus | undefined {
    if (node === undefined) return undefined;
    const { type, mode, uid, gid, mtime } = node;
    const size = sizeOf(node);
    const linksOf = (of: TreeNode) => this.#linksOf(of);
    return {
      ...{ type, mode, uid, gid, size, mtime, dev: DEVICE, ino: this.#number(node) },
      get nlink() {
        return linksOf(node);
      },
      rdevMajor: type === 'character' || type === 'block' ? node.major : 0,
      rdevMinor: type === 'character' || type === 'block' ? node.minor : 0,
      blocks: type === 'file' ? Math.ceil(size / 512) : 0,
    };
  }

  names(path: BytePath): BytePath[] {
    const node = this.#existing(path, true);
    if (node.type !== 'directory') throw systemError('ENOTDIR', path);
    return [...node.children.keys()].sort(compareBytes);
  }

  target(path: BytePath): BytePath {
    const node = this.#existing(path, false);
    if (node.type !== 'symlink') throw systemError('EINVAL', path);
    return node.target;
  }

  content(path: BytePath): Content {
    return this.#file(path).content;
  }

  bytes(path: BytePath): Buffer {
    const { content, size } = this.#file(path);
    return readContent(content, 0, size);
  }

  xattrs(paths: readonly BytePath[]): Map<BytePath, Xattrs> {
    const found = new Map<BytePath, Xattrs>();
    for (const path of paths) {
      const { node } = this.find(path, false);
      if (node?.xattrs !== undefined) found.set(path, node.xattrs);
    }
    return found;
  }

  #linksOf(node: TreeNode): number {
    this.#links ??= manyNames(this.tree);
    return this.#links.get(node) ?? 1;
  }

  #number(node: TreeNode): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const number = this.first + this.#numbers.size;
    this.#numbers.set(node, number);
    return number;
  }

  #file(path: BytePath): FileNode {
    const node = this.#existing(path, true);
    if (node.type === 'file') return node;
    throw systemError(node.type === 'directory' ? 'EISDIR' : 'ENXIO', path);
  }

  #existing(path: BytePath, follow: boolean): TreeNode {
    const found = this.find(path, follow);
    if (found.node === undefined) throw systemError(CODES[found.obstacle], path);
    return found.node;
  }
}

/** How many names those have that have several: few of a hundred thousand. */
function manyNames(tree: FileTree): Map<TreeNode, number> {
  const seen = new Set<TreeNode>();
  const names = new Map<TreeNode, number>();
  for (const node of tree.nodes()) {
    if (node.type === 'directory') continue;
    if (seen.has(node)) names.set(node, (names.get(node) ?? 1) + 1);
    else seen.add(node);
  }
  return names;
}

function sizeOf(node: TreeNode): number {
  if (node.type === 'file') return node.size;
  return node.type === 'symlink' ? node.target.length : 0;
}

/** What the system says of a path of its own. */
function systemError(code: string, path: BytePath): Error {
  return Object.assign(new Error(`${code}: ${displayPath(path)}`), { code, path });
}
