import {
  type DirectoryNode,
  type FileNode,
  FileTree,
  type SpecialNode,
  type SymlinkNode,
  type TreeNode,
} from '@supermin/core/writer';
import type { WriterSubject } from './subject.ts';

/** Whoever runs the tests may give these to what is unpacked. */
const COMMON = {
  mode: 0o644,
  uid: process.getuid?.() ?? 0,
  gid: process.getgid?.() ?? 0,
  mtime: 1_600_000_000,
};

/** Owners, devices and the like can only be unpacked by root. */
export const IS_ROOT = process.getuid?.() === 0;

export function file(bytes: string | Uint8Array, more: Partial<FileNode> = {}): FileNode {
  const content = Buffer.from(bytes as string);
  return {
    ...{ type: 'file', ...COMMON, size: content.length },
    content: { kind: 'bytes', bytes: content },
    ...more,
  };
}

/** A file of this machine. */
export function hostFile(path: string, size: number, more: Partial<FileNode> = {}): FileNode {
  return { type: 'file', ...COMMON, size, content: { kind: 'path', path }, ...more };
}

export function directory(more: Partial<DirectoryNode> = {}): DirectoryNode {
  return { type: 'directory', ...COMMON, mode: 0o755, children: new Map(), ...more };
}

export function symlink(target: string, more: Partial<SymlinkNode> = {}): SymlinkNode {
  return { type: 'symlink', ...COMMON, mode: 0o777, target, ...more };
}

export function device(type: 'character' | 'block', major: number, minor: number): TreeNode {
  return { type, ...COMMON, major, minor };
}

export function special(type: SpecialNode['type']): SpecialNode {
  return { type, ...COMMON };
}

/** A tree of these nodes, in this order, with what the writer insists on. */
export function treeOf(subject: WriterSubject, nodes: Record<string, TreeNode>): FileTree {
  const tree = new FileTree(COMMON.mtime);
  tree.root.uid = COMMON.uid;
  tree.root.gid = COMMON.gid;
  for (const [path, node] of Object.entries(nodes)) tree.put(path, node, () => directory());
  subject.prepare?.(tree);
  return tree;
}
