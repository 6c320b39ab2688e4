import { accessSync, constants } from 'node:fs';
import { systemErrorCode } from '../errors/supermin-error.ts';
import type { Pacer } from '../events/pacer.ts';
import type { FileStatus, Host } from '../host/host.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import type { FileTree, MakeParent } from '../tree/file-tree.ts';
import type { DirectoryNode, SymlinkNode, TreeNode } from '../tree/node.ts';

export interface Copied {
  /** Paths that went into the tree. */
  found: number;
  /** Paths that are there but may not be read. */
  unreadable: BytePath[];
}

/**
 * Puts files of the host into the tree: one `lstat` a path. What does not exist is passed over, what may not be
 * read is left out and returned. Directories on the way that nobody named come from the host, too.
 *
 * @param files where each belongs → where it lies on the host
 */
export async function copyHostFiles(
  host: Host,
  files: ReadonlyMap<BytePath, BytePath>,
  tree: FileTree,
  pacer: Pacer,
): Promise<Copied> {
  const reader = new HostReader(host);
  const makeParent: MakeParent = (path) => reader.parent(path);
  const copied: Copied = { found: 0, unreadable: [] };
  const links: BytePath[] = [];
  for (const [path, hostPath] of files) {
    if (pacer.due()) await pacer.rest();
    const node = reader.node(hostPath);
    if (node === 'unreadable') copied.unreadable.push(hostPath);
    else if (node !== 'missing') {
      tree.put(path, node, makeParent);
      if (node.type === 'symlink') links.push(path);
      copied.found++;
    }
  }
  for (const path of links) completeLink(path, host, tree, makeParent);
  return copied;
}

/**
 * A link that leads to a directory of the host leads to one in the appliance, too, even if no package owns it
 * (`/var/lock` → `/run/lock`): an empty one, like the host's.
 */
function completeLink(path: BytePath, host: Host, tree: FileTree, makeParent: MakeParent): void {
  if (tree.lookup(path)?.type !== 'symlink' || tree.leadsSomewhere(path)) return;
  if (readableStatus(() => host.stat(path))?.type === 'directory')
    tree.makeDirectory(path, makeParent);
}

function readableStatus(read: () => FileStatus | undefined): FileStatus | undefined {
  try {
    return read();
  } catch (error) {
    if (isAccessError(error)) return undefined;
    throw error;
  }
}

class HostReader {
  /** Files with several names, by device and inode: their names share one node. */
  readonly #linked = new Map<string, TreeNode>();

  constructor(private readonly host: Host) {}

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

function isAccessError(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'EACCES' || code === 'EPERM';
}
