import {
  type DirectoryNode,
  type FileNode,
  FileTree,
  type SymlinkNode,
  type TreeNode,
} from '@supermin/core/writer';
import { writeImage } from '../../src/image/write-image.ts';
import { parseSize } from '../../src/layout/size-request.ts';
import { type ImagePlan, type PlanOptions, planImage } from '../../src/plan/image-plan.ts';

const COMMON = { mode: 0o644, uid: 0, gid: 0, mtime: 1_600_000_000 };

export function file(bytes: Uint8Array | string = '', more: Partial<FileNode> = {}): FileNode {
  const content = Buffer.from(bytes as string);
  return {
    type: 'file',
    ...COMMON,
    size: content.length,
    content: { kind: 'bytes', bytes: content },
    ...more,
  };
}

/** A file of the host. */
export function hostFile(path: string, size: number, more: Partial<FileNode> = {}): FileNode {
  return { type: 'file', ...COMMON, size, content: { kind: 'path', path }, ...more };
}

export function directory(more: Partial<DirectoryNode> = {}): DirectoryNode {
  return { type: 'directory', ...COMMON, mode: 0o755, children: new Map(), ...more };
}

export function symlink(target: string, more: Partial<SymlinkNode> = {}): SymlinkNode {
  return { type: 'symlink', ...COMMON, mode: 0o777, target, ...more };
}

export function special(type: 'fifo' | 'socket'): TreeNode {
  return { type, ...COMMON };
}

export function device(type: 'character' | 'block', major: number, minor: number): TreeNode {
  return { type, ...COMMON, major, minor };
}

export function treeOf(nodes: Record<string, TreeNode>): FileTree {
  const tree = new FileTree(1_500_000_000);
  for (const [path, node] of Object.entries(nodes)) tree.put(path, node);
  return tree;
}

export function plan(
  tree: FileTree,
  size = '16M',
  more: Omit<PlanOptions, 'size'> = {},
): ImagePlan {
  return planImage(tree, { size: parseSize(size), ...more });
}

export const quiet = { signal: new AbortController().signal, report: () => {} };

/** Plans and writes; returns the plan. */
export async function makeImage(
  path: string,
  tree: FileTree,
  size = '16M',
  more: Omit<PlanOptions, 'size'> = {},
): Promise<ImagePlan> {
  const planned = plan(tree, size, more);
  await writeImage(planned, path, quiet);
  return planned;
}
