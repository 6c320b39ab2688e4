import { accessSync, constants } from 'node:fs';
import { attempt } from '../errors/attempt.ts';
import { systemErrorCode } from '../errors/supermin-error.ts';
import type { FileStatus, Host } from '../host/host.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import type { Content, DirectoryNode, FileNode, SymlinkNode, TreeNode } from '../tree/node.ts';
import { GeneratedFiles } from './generated-files.ts';

/** The system's codes for what this user may not see. */
export const REFUSALS: readonly string[] = ['EACCES', 'EPERM'];

/** For everybody: the owner, the group and the others. */
const READABLE = 0o444;

/**
 * Turns files of the host into nodes of the tree: one `lstat` a path. Names of one file (hard links) give one node for
 * as long as the reader lives.
 */
export class HostReader {
  /** Files with several names, by device and inode: their names share one node. */
  readonly #linked = new Map<string, TreeNode>();

  readonly #generated = new GeneratedFiles();

  /** Of the path that was asked for last: to be read before the next one is. */
  status: FileStatus | undefined;

  constructor(private readonly host: Host) {}

  /**
   * Directories come without children; a file whose bytes cannot be read is `unreadable`.
   *
   * @param owner the node's `package`
   */
  node(path: BytePath, owner?: number): TreeNode | 'missing' | 'unreadable' {
    let status: FileStatus | undefined;
    try {
      status = this.host.lstat(path);
    } catch (error) {
      if (isAccessError(error)) return 'unreadable';
      throw error;
    }
    this.status = status;
    if (status === undefined) return 'missing';
    const key = linkKey(status);
    const known = key === undefined ? undefined : this.#linked.get(key);
    if (known !== undefined) return known;
    const node = this.#fresh(path, status, owner);
    if (key !== undefined && typeof node !== 'string') this.#linked.set(key, node);
    return node;
  }

  /** For `FileTree.put`: a directory, or a link to one, that nobody named. */
  parent(path: BytePath): DirectoryNode | SymlinkNode | undefined {
    const node = this.node(path);
    if (typeof node === 'string') return undefined;
    return node.type === 'directory' || node.type === 'symlink' ? node : undefined;
  }

  /** Of a link; undefined of anything else, and of what may not be read: one call to the system. */
  target(path: BytePath): BytePath | undefined {
    return attempt(() => this.host.readlink(path));
  }

  /** Undefined if the link has gone since `lstat` saw it. */
  #readlink(path: BytePath): BytePath | undefined {
    return attempt(() => this.host.readlink(path), 'ENOENT');
  }

  #generatedFile(
    path: BytePath,
    { mode, uid, gid, mtime }: FileStatus,
    owner: number | undefined,
  ): FileNode | 'unreadable' {
    const bytes = this.#generated.read(path);
    if (bytes === undefined) return 'unreadable';
    const content: Content = { kind: 'bytes', bytes };
    const size = bytes.length;
    return { type: 'file', mode, uid, gid, mtime, package: owner, size, content };
  }

  // Objects written out, all with the same fields first: what is put together from parts takes V8 three times as long, and
  // nodes of few shapes are what makes the rest of a build fast.
  #fresh(
    path: BytePath,
    status: FileStatus,
    owner: number | undefined,
  ): TreeNode | 'missing' | 'unreadable' {
    const { type, mode, uid, gid, mtime } = status;
    switch (type) {
      case 'directory':
        return { type, mode, uid, gid, mtime, package: owner, children: new Map() };
      case 'symlink': {
        const target = this.#readlink(path);
        if (target === undefined) return 'missing';
        return { type, mode, uid, gid, mtime, package: owner, target };
      }
      case 'character':
      case 'block': {
        const { rdevMajor: major, rdevMinor: minor } = status;
        return { type, mode, uid, gid, mtime, package: owner, major, minor };
      }
      case 'fifo':
      case 'socket':
        return { type, mode, uid, gid, mtime, package: owner };
      case 'file': {
        const content = this.host.open(path);
        if (content.kind === 'path') {
          if (!readable(content.path, mode)) return 'unreadable';
          if (this.#generated.has(content.path, status)) {
            return this.#generatedFile(content.path, status, owner);
          }
        }
        const { size } = status;
        const node: FileNode = { type, mode, uid, gid, mtime, package: owner, size, content };
        if (status.blocks * 512 < size) node.sparse = true;
        return node;
      }
    }
  }
}

/**
 * What two names of one file have in common; undefined for a file with one name. Inode numbers of some filesystems
 * (overlayfs, FUSE) have more than the 53 bits that a number holds: such files become separate ones.
 */
function linkKey({ type, nlink, dev, ino }: FileStatus): string | undefined {
  if (nlink < 2 || type === 'directory' || !Number.isSafeInteger(ino)) return undefined;
  return `${dev}:${ino}`;
}

/** Asks the kernel only where the mode does not already say that everybody may. */
function readable(path: BytePath, mode: number): boolean {
  if ((mode & READABLE) === READABLE) return true;
  try {
    accessSync(toSystemPath(path), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function isAccessError(error: unknown): boolean {
  return REFUSALS.includes(systemErrorCode(error) ?? '');
}
