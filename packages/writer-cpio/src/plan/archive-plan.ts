import type { BytePath } from '@supermin/core';
import type { FileTree, TreeEntry, TreeNode } from '@supermin/core/writer';
import type { NewcEntry } from '@supermin/newc';
import { fileTooLarge } from '../errors.ts';

/** Sizes have 32 bits in the format. */
const MAXIMUM_SIZE = 2 ** 32 - 1;

/** One name in the archive, and the node that it is a name of. */
export interface PlannedEntry {
  path: BytePath;
  node: TreeNode;
  entry: NewcEntry;
}

export interface ArchivePlan {
  /** In the order of `FileTree.walk()`, the root first: parents before children, as the kernel wants it. */
  entries: PlannedEntry[];
  /** Bytes of file data. */
  bytes: number;
  /** Bytes of the whole archive, before compression. */
  length: number;
  /** Paths with extended attributes, which the format does not have. */
  attributed: BytePath[];
}

/**
 * What a tree becomes as an archive; pure.
 *
 *     /            .            directory
 *     /init        init         file
 *     /usr/bin/sh  usr/bin/sh   ...
 *
 * @throws SuperminError `CPIO_FILE_SIZE`
 */
export function planArchive(tree: FileTree): ArchivePlan {
  const plan: ArchivePlan = { entries: [], bytes: 0, length: 0, attributed: [] };
  const all = [...tree.walk()];
  const names = countNames(all);
  const seen = new Set<TreeNode>();
  add(plan, '/', tree.root);
  for (const { path, node } of all) {
    const count = names.get(node) ?? 1;
    add(plan, path, node, count);
    if (node.type !== 'file' || seen.has(node)) continue;
    if (count > 1) seen.add(node);
    if (node.size > MAXIMUM_SIZE) throw fileTooLarge(path, node.size);
    plan.bytes += node.size;
    plan.length += padded(node.size, 4);
  }
  // With its end mark it is filled up to whole blocks, as cpio(1) does it.
  plan.length = padded(plan.length + entryLength('TRAILER!!!'), 512);
  return plan;
}

function add(plan: ArchivePlan, path: BytePath, node: TreeNode, count = 1): void {
  const name = path === '/' ? '.' : path.slice(1);
  const { type, mode, uid, gid, mtime } = node;
  const entry: NewcEntry = { name, type, mode, uid, gid, mtime };
  if (node.type === 'file') entry.size = node.size;
  if (node.type === 'symlink') {
    entry.size = node.target.length;
    plan.length += padded(node.target.length, 4);
  }
  if (node.type === 'character' || node.type === 'block') {
    entry.rdevMajor = node.major;
    entry.rdevMinor = node.minor;
  }
  if (count > 1) entry.hardLink = { key: node, count };
  plan.entries.push({ path, node, entry });
  plan.length += entryLength(name);
  if (node.xattrs !== undefined) plan.attributed.push(path);
}

/** Of nodes with several names, how many there are. */
function countNames(entries: readonly TreeEntry[]): Map<TreeNode, number> {
  const seen = new Set<TreeNode>();
  const names = new Map<TreeNode, number>();
  for (const { node } of entries) {
    // Links to a symbolic link are spelled out by the format.
    if (node.type === 'directory' || node.type === 'symlink') continue;
    if (seen.has(node)) names.set(node, (names.get(node) ?? 1) + 1);
    else seen.add(node);
  }
  return names;
}

/** Header and name: 110 bytes, the name, its NUL. */
function entryLength(name: string): number {
  return padded(110 + name.length + 1, 4);
}

function padded(length: number, alignment: number): number {
  return Math.ceil(length / alignment) * alignment;
}
