import type { BytePath } from '../path/byte-path.ts';

/** Where a regular file's bytes come from. */
export type Content =
  /** A file of this machine, by its path as `node:fs` takes it. */
  | { readonly kind: 'path'; readonly path: BytePath }
  /** A part of such a file: a member of an archive, from `offset` on as many bytes as the node has. */
  | { readonly kind: 'part'; readonly path: BytePath; readonly offset: number }
  /** Bytes in memory. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A part of a file that is held open for as long as the tree lives. */
  | { readonly kind: 'descriptor'; readonly fd: number; readonly offset: number };

/** Extended attributes by full name: `user.x`, `security.capability`. */
export type Xattrs = ReadonlyMap<string, Uint8Array>;

interface NodeBase {
  /** Permission bits with setuid, setgid and sticky: `0o7777` at most. */
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since the epoch, with fraction; may be negative. */
  mtime: number;
  /**
   * Which package it came from, as an index into `FileTree.packages`; of a directory that several packages have, the first.
   * Absent for what comes from base archives or hostfiles, and for directories on the way that no package has.
   */
  package?: number;
  /** Absent when there are none. */
  xattrs?: Xattrs;
}

export interface DirectoryNode extends NodeBase {
  readonly type: 'directory';
  readonly children: Map<BytePath, TreeNode>;
}

export interface FileNode extends NodeBase {
  readonly type: 'file';
  /** Bytes. */
  size: number;
  content: Content;
  /**
   * True if the file has holes, or a file of the host seems to because it occupies less than its size: a writer keeps them.
   */
  sparse?: boolean;
  /**
   * Of a sparse file whose holes are known: start and end (excluded) of each range that holds data, rising. What is between
   * them is zeros, and reads so: a writer that keeps no holes need not look here.
   */
  dataRanges?: Float64Array;
}

export interface SymlinkNode extends NodeBase {
  readonly type: 'symlink';
  readonly target: BytePath;
}

export interface DeviceNode extends NodeBase {
  readonly type: 'character' | 'block';
  readonly major: number;
  readonly minor: number;
}

export interface SpecialNode extends NodeBase {
  readonly type: 'fifo' | 'socket';
}

/**
 * One inode of the full appliance. Two names of one node object are hard links of each other (never a
 * directory): writers compare nodes by identity.
 */
export type TreeNode = DirectoryNode | FileNode | SymlinkNode | DeviceNode | SpecialNode;
