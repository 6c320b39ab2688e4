import type { BytePath } from '@supermin/core';
import type {
  DeviceNode,
  DirectoryNode,
  FileNode,
  FileTree,
  SpecialNode,
  SymlinkNode,
  TreeEntry,
  TreeNode,
} from '@supermin/core/writer';
import { pathTooLong } from '../errors.ts';
import { relativeTarget } from './relative-target.ts';

/** PATH_MAX of Linux, without its NUL. */
const MAXIMUM_PATH = 4095;

/** A path in the appliance, and what is there. */
export interface Placed<T extends TreeNode> {
  path: BytePath;
  node: T;
}

/**
 * What is to be made, by kind, each in the order of `FileTree.walk()`. No two of these paths are equal and all parents
 * are among the directories.
 */
export interface ChrootPlan {
  root: DirectoryNode;
  /** Parents before children. */
  directories: Placed<DirectoryNode>[];
  files: Placed<FileNode>[];
  /** With the target to write; each name of a link is a link of its own, since the target depends on its place. */
  symlinks: (Placed<SymlinkNode> & { target: BytePath })[];
  /** Devices and fifos. */
  specials: Placed<DeviceNode | SpecialNode>[];
  /** Further names of files, devices and fifos. */
  hardLinks: (Placed<TreeNode> & { first: BytePath })[];
  /** Nodes with extended attributes, each once. */
  attributed: TreeEntry[];
  /** Left out: without its process a socket is of no use, and only that process can make it. */
  sockets: BytePath[];
  /** Absolute links that stay so, because a relative target would be too long. */
  absoluteLinks: BytePath[];
  /** Of all files, holes included. */
  bytes: number;
}

/**
 * Sorts out what a tree holds. Touches no disk.
 *
 * @param directory where it will be written
 * @throws SuperminError `CHROOT_PATH`
 */
export function planChroot(tree: FileTree, directory: BytePath): ChrootPlan {
  const plan: ChrootPlan = {
    root: tree.root,
    directories: [],
    files: [],
    symlinks: [],
    specials: [],
    hardLinks: [],
    attributed: [],
    sockets: [],
    absoluteLinks: [],
    bytes: 0,
  };
  const firstNames = new Map<TreeNode, BytePath>();
  for (const entry of tree.walk()) {
    const { path, node } = entry;
    if (directory.length + path.length > MAXIMUM_PATH) throw pathTooLong(path, directory);
    if (node.type === 'symlink') addSymlink(plan, path, node, tree);
    else if (node.type === 'socket') plan.sockets.push(path);
    else if (node.type === 'directory') plan.directories.push({ path, node });
    else {
      const first = firstNames.get(node);
      if (first !== undefined) {
        plan.hardLinks.push({ path, node, first });
        continue;
      }
      firstNames.set(node, path);
      if (node.type === 'file') addFile(plan, path, node);
      else plan.specials.push({ path, node });
    }
    if (node.xattrs !== undefined && node.type !== 'socket') plan.attributed.push(entry);
  }
  return plan;
}

function addSymlink(plan: ChrootPlan, path: BytePath, node: SymlinkNode, tree: FileTree): void {
  const target = relativeTarget(path, node.target, tree);
  if (target === undefined) plan.absoluteLinks.push(path);
  plan.symlinks.push({ path, node, target: target ?? node.target });
}

function addFile(plan: ChrootPlan, path: BytePath, node: FileNode): void {
  plan.files.push({ path, node });
  plan.bytes += node.size;
}
