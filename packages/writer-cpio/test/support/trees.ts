import {
  type DeviceNode,
  type DirectoryNode,
  type FileNode,
  FileTree,
  type SpecialNode,
  type SymlinkNode,
  type TreeNode,
} from '@supermin/core/writer';

/** Whoever runs the tests may give these to what is made. */
const COMMON = {
  mode: 0o644,
  uid: process.getuid!(),
  gid: process.getgid!(),
  mtime: 1_600_000_000,
};

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

export function special(
  type: 'fifo' | 'socket',
  more: Partial<Omit<SpecialNode, 'type'>> = {},
): SpecialNode {
  return { type, ...COMMON, ...more };
}

export function device(
  type: 'character' | 'block',
  major: number,
  minor: number,
  more: Partial<Omit<DeviceNode, 'type'>> = {},
): DeviceNode {
  return { type, ...COMMON, major, minor, ...more };
}

/** Parents that are not among them belong to whoever runs the tests, too. */
export function treeOf(nodes: Record<string, TreeNode>): FileTree {
  const tree = new FileTree(1_500_000_000);
  for (const [path, node] of Object.entries(nodes)) {
    tree.put(path, node, () => directory({ mtime: 1_500_000_000 }));
  }
  return tree;
}
