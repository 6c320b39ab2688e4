import type { LayerEntry } from '../../layers/layer-entry.ts';
import type { BytePath } from '../../path/byte-path.ts';
import type { Overhead } from '../../plugin/inspect-contract.ts';
import type { FileTree } from '../../tree/file-tree.ts';
import type { TreeNode } from '../../tree/node.ts';
import { OPAQUE, WHITEOUT } from '../read-layer.ts';

/** Of headers, to which contents are padded. */
const BLOCK = 512;

export interface ReadArchive {
  /** Bytes, decompressed. */
  size: number;
  entries: readonly LayerEntry[];
}

export interface StoredBytes {
  stored: Map<TreeNode, number>;
  overhead: Overhead[];
}

/**
 * What each node of an image takes in its layers' archives: header and padded content, in the last layer that has it, and of a
 * directory in all of them.
 *
 * @param archives the lowest first
 * @param contentOf bytes of an entry's content
 */
export function storedBytes(
  tree: FileTree,
  archives: readonly ReadArchive[],
  contentOf: (entry: LayerEntry) => number,
): StoredBytes {
  const last = lastEntries(archives);
  const stored = new Map<TreeNode, number>();
  let replaced = 0;
  let rest = 0;
  for (const { size, entries } of archives) {
    rest += size;
    for (const entry of entries) {
      const bytes = BLOCK + Math.ceil(contentOf(entry) / BLOCK) * BLOCK;
      rest -= bytes;
      const node = nodeOf(tree, entry, last);
      if (node === undefined) replaced += bytes;
      else stored.set(node, (stored.get(node) ?? 0) + bytes);
    }
  }
  const overhead = [
    { name: 'removed or replaced by later layers', bytes: replaced },
    { name: 'long names, attributes and ends of archives', bytes: rest },
  ];
  return { stored, overhead: overhead.filter(({ bytes }) => bytes > 0) };
}

/** By path, the one that counts. */
function lastEntries(archives: readonly ReadArchive[]): Map<BytePath, LayerEntry> {
  const last = new Map<BytePath, LayerEntry>();
  for (const { entries } of archives) {
    for (const entry of entries) if (!isRemoval(entry)) last.set(entry[0], entry);
  }
  return last;
}

/** What an entry has become a part of; undefined for what is not in the tree. */
function nodeOf(
  tree: FileTree,
  entry: LayerEntry,
  last: ReadonlyMap<BytePath, LayerEntry>,
): TreeNode | undefined {
  const [path, type] = entry;
  if (isRemoval(entry)) return undefined;
  const node = tree.lookup(path);
  const isDirectory = type === 'd' && node?.type === 'directory';
  return isDirectory || last.get(path) === entry ? node : undefined;
}

function isRemoval([, type]: LayerEntry): boolean {
  return type === WHITEOUT || type === OPAQUE;
}
