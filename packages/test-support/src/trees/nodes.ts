import {
  type DeviceNode,
  type DirectoryNode,
  type FileNode,
  FileTree,
  type SpecialNode,
  type SymlinkNode,
  type TreeNode,
} from '@supermin/core/writer';

/** Who runs the tests, and so may give to itself what a writer makes. */
export const ME = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

const TREE_TIME = 1_500_000_000;

/** What makes nodes of a tree that belong to this user, and trees of them; `more` replaces any field. */
export function nodesOf(owner: { uid: number; gid: number }) {
  const common = { ...owner, mode: 0o644, mtime: 1_600_000_000 };
  const directory = (more: Partial<DirectoryNode> = {}): DirectoryNode => ({
    type: 'directory',
    ...common,
    mode: 0o755,
    children: new Map(),
    ...more,
  });
  return {
    directory,
    file: (bytes: Uint8Array | string = '', more: Partial<FileNode> = {}): FileNode => {
      const content = Buffer.from(bytes as string);
      const { length: size } = content;
      return { type: 'file', ...common, size, content: { kind: 'bytes', bytes: content }, ...more };
    },
    /** A file of the host. */
    hostFile: (path: string, size: number, more: Partial<FileNode> = {}): FileNode => ({
      type: 'file',
      ...common,
      size,
      content: { kind: 'path', path },
      ...more,
    }),
    symlink: (target: string, more: Partial<SymlinkNode> = {}): SymlinkNode => ({
      type: 'symlink',
      ...common,
      mode: 0o777,
      target,
      ...more,
    }),
    special: (type: SpecialNode['type'], more: Partial<SpecialNode> = {}): SpecialNode => ({
      ...common,
      ...more,
      type,
    }),
    device: (
      type: DeviceNode['type'],
      major: number,
      minor: number,
      more: Partial<DeviceNode> = {},
    ): DeviceNode => ({ ...common, major, minor, ...more, type }),
    /** Parents that are not among the nodes belong to the same user. */
    treeOf: (nodes: Readonly<Record<string, TreeNode>>): FileTree =>
      filledTree(nodes, () => directory({ mtime: TREE_TIME })),
  };
}

function filledTree(
  nodes: Readonly<Record<string, TreeNode>>,
  parent: () => DirectoryNode,
): FileTree {
  const tree = new FileTree(TREE_TIME);
  for (const [path, node] of Object.entries(nodes)) tree.put(path, node, parent);
  return tree;
}

export const { directory, file, hostFile, symlink, special, device, treeOf } = nodesOf(ME);
