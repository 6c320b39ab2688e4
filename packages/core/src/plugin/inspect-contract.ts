import type { Report } from '../events/event.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { Content, FileNode, TreeNode } from '../tree/node.ts';

/** What a writer gets to read an output back. */
export interface InspectContext {
  signal: AbortSignal;
  report: Report;
  /** Keeps bytes that have no place of their own on this machine (they were compressed) for as long as the contents are in use. */
  keep(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Content>;
  /**
   * The same for a file with holes.
   *
   * @param chunks the bytes of all ranges, one behind the other
   * @param ranges start and end (excluded) of each, rising, none of them empty
   */
  keepSparse(
    chunks: AsyncIterable<Uint8Array>,
    size: number,
    ranges: Float64Array,
  ): Promise<Content>;
  /**
   * Has another format's writer read an image that is in this output, such as the disk in a container image.
   *
   * @returns undefined for what is none of that format, and where no writer for it is installed or it cannot read an image by itself
   */
  inspectImage(format: string, image: InspectedImage): Promise<OutputContents | undefined>;
}

/** An image that may be a file, a part of one, or in memory. */
export interface InspectedImage {
  /** For messages. */
  name: BytePath;
  content: Content;
  /** Bytes. */
  size: number;
}

/** Bytes of an output that are no entry's. */
export interface Overhead {
  /** What it is, for people: `inode tables`. */
  name: string;
  bytes: number;
}

/** An output, read back: every path in it, and what each byte of it is there for. */
export interface OutputContents {
  /** Names of one inode are one node, as in a tree that is built. */
  tree: FileTree;
  /** Which file of the output was read: `root`. Absent where the output is the tree itself. */
  image?: BytePath;
  /** Bytes of that: all that `stored` has and all of `overhead` add up to it. */
  size: number;
  /**
   * Bytes that a node takes, all of its names together: the blocks of its data and those that point to them, the header and the
   * padding of an archive. The tree's root may be among the nodes.
   */
  stored: ReadonlyMap<TreeNode, number>;
  overhead: readonly Overhead[];
  /** The compression of the image, and how large the file is; `size` then counts what is unpacked. */
  compressed?: { name: string; size: number };
  /** What could not be looked at, and why; for people. */
  notes: readonly string[];
  /** The bytes of a file, in pieces. Default: those of its `content`. */
  read?(file: FileNode): AsyncIterable<Uint8Array>;
}
