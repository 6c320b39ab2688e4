import { readdirSync, statSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  type FileStatus,
  type Host,
  type InspectContext,
  localHost,
  type OutputContents,
  Pacer,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import { type FileNode, FileTree, type TreeNode } from '@supermin/core/writer';

/** Directories that a Linux system has at its root, by one of which it is recognized. */
const USUAL: ReadonlySet<string> = new Set(['bin', 'dev', 'etc', 'lib', 'sbin', 'usr', 'var']);

/** `st_blocks` counts these. */
const SECTOR = 512;

/**
 * Reads a directory tree back. What an entry takes is what the filesystem says that it takes, as du(1) counts it.
 *
 * @returns undefined for a file, and for a directory that looks like no system
 */
export async function inspectDirectory(
  directory: BytePath,
  { signal }: Pick<InspectContext, 'signal'>,
): Promise<OutputContents | undefined> {
  if (!statSync(toSystemPath(directory)).isDirectory()) return undefined;
  if (!readdirSync(toSystemPath(directory), { encoding: 'latin1' }).some((name) => USUAL.has(name)))
    return undefined;
  const reader = new DirectoryReader(localHost(directory));
  await reader.read(new Pacer(signal));
  const { tree, stored, notes } = reader;
  let size = 0;
  for (const bytes of stored.values()) size += bytes;
  return { tree, stored, size, overhead: [], notes };
}

class DirectoryReader {
  readonly tree = new FileTree();
  readonly stored = new Map<TreeNode, number>();
  readonly notes: string[] = [];
  /** By device and inode number, those with several names. */
  readonly #nodes = new Map<string, TreeNode>();

  constructor(private readonly host: Host) {}

  async read(pacer: Pacer): Promise<void> {
    const root = this.host.lstat('/')!;
    const { mode, uid, gid, mtime } = root;
    Object.assign(this.tree.root, { mode, uid, gid, mtime });
    this.stored.set(this.tree.root, root.blocks * SECTOR);
    const waiting: BytePath[] = [''];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      for (const name of this.#names(path)) {
        if (pacer.due()) await pacer.rest();
        const at = `${path}/${name}`;
        if (this.#put(at)) waiting.push(at);
      }
    }
  }

  #names(path: BytePath): BytePath[] {
    try {
      return this.host.readdir(path || '/');
    } catch (error) {
      this.notes.push(`${displayPath(path)} cannot be read (${systemErrorCode(error)})`);
      return [];
    }
  }

  /** Whether it is a directory. */
  #put(path: BytePath): boolean {
    const status = this.host.lstat(path);
    if (status === undefined) return false;
    const { type, nlink, dev, ino } = status;
    const key = type !== 'directory' && nlink > 1 ? `${dev}:${ino}` : undefined;
    const known = key === undefined ? undefined : this.#nodes.get(key);
    const node = known ?? this.#node(path, status);
    if (key !== undefined) this.#nodes.set(key, node);
    this.tree.put(path, node);
    if (known === undefined) this.stored.set(node, status.blocks * SECTOR);
    return type === 'directory';
  }

  #node(path: BytePath, status: FileStatus): TreeNode {
    const { type, mode, uid, gid, mtime, size, rdevMajor: major, rdevMinor: minor } = status;
    const attributes = { mode, uid, gid, mtime };
    switch (type) {
      case 'directory':
        return { type, ...attributes, children: new Map() };
      case 'file':
        return { type, ...attributes, size, content: this.host.open(path) } satisfies FileNode;
      case 'symlink':
        return { type, ...attributes, target: this.host.readlink(path) };
      case 'character':
      case 'block':
        return { type, ...attributes, major, minor };
      default:
        return { type, ...attributes };
    }
  }
}
