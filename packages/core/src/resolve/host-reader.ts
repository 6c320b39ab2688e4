import { accessSync, constants } from 'node:fs';
import { systemErrorCode } from '../errors/supermin-error.ts';
import type { FileStatus, Host } from '../host/host.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import type { DirectoryNode, SymlinkNode, TreeNode } from '../tree/node.ts';

/**
 * Turns files of the host into nodes of the tree: one `lstat` a path. Names of one file (hard links) give one node for
 * as long as the reader lives.
 */
export class HostReader {
  /** Files with several names, by device and inode: their names share one node. */
  readonly #linked = new Map<string, TreeNode>();

  constructor(private readonly host: Host) {}

  /** Directories come without children; a file whose bytes can't be read is `unreadable`. */
  node(path: BytePath): TreeNode | 'missing' | 'unreadable' {
    let status: FileStatus | undefined;
    try {
      status = this.host.lstat(path);
    } catch (error) {
      if (isAccessError(error)) return 'unreadable';
      throw error;
    }
    if (status === undefined) return 'missing';
    if (status.nlink < 2 || status.type === 'directory') return this.#fresh(path, status);
    const key = `${status.dev}:${status.ino}`;
    const known = this.#linked.get(key);
    if (known !== undefined) return known;
    const node = this.#fresh(path, status);
    if (typeof node !== 'string') this.#linked.set(key, node);
    return node;
  }

  /** For `FileTree.put`: a directory, or a link to one, that nobody named. */
  parent(path: BytePath): DirectoryNode | SymlinkNode | undefined {
    const node = this.node(path);
    if (typeof node === 'string') return undefined;
    return node.type === 'directory' || node.type === 'symlink' ? node : undefined;
  }

  #fresh(path: BytePath, status: FileStatus): TreeNode | 'unreadable' {
    const { type, mode, uid, gid, mtime } = status;
    const common = { mode, uid, gid, mtime };
    switch (type) {
      case 'directory':
        return { type, ...common, children: new Map() };
      case 'symlink':
        return { type, ...common, target: this.host.readlink(path) };
      case 'character':
      case 'block':
        return { type, ...common, major: status.rdevMajor, minor: status.rdevMinor };
      case 'fifo':
      case 'socket':
        return { type, ...common };
      case 'file': {
        const located = this.host.locate(path);
        if (!readable(located, mode)) return 'unreadable';
        const sparse = status.blocks * 512 < status.size ? { sparse: true } : {};
        return {
          type,
          ...common,
          size: status.size,
          content: { kind: 'path', path: located },
          ...sparse,
        };
      }
    }
  }
}

/** Asks the kernel only where the mode does not already say that everybody may. */
function readable(path: BytePath, mode: number): boolean {
  if ((mode & 0o004) !== 0) return true;
  try {
    accessSync(toSystemPath(path), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

export function isAccessError(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'EACCES' || code === 'EPERM';
}
