import { prefixed } from '../errors/prefixed.ts';
import { isSuperminError, SuperminError } from '../errors/supermin-error.ts';
import type { StoredEntries } from '../layers/layer.ts';
import { type LayerEntry, nodeOf } from '../layers/layer-entry.ts';
import type { BytePath } from '../path/byte-path.ts';
import { FileTree, type MakeParent } from '../tree/file-tree.ts';
import type { TreeNode } from '../tree/node.ts';
import { shown } from './errors.ts';
import { LINK, OPAQUE, WHITEOUT } from './read-layer.ts';

/** Directories that no member describes: few, or a path of 4 KB could stand for two thousand of them. */
const MOST_PARENTS = 200_000;

/**
 * The tree that the layers of an image make, the lowest first, as container engines unpack them: what a layer has takes the place of
 * what is there, but a directory keeps what is in it. Unlike with packages, a directory also takes the place of a link to one. Links
 * on the way to a path are followed, inside of the tree.
 *
 * @param image for messages
 * @throws SuperminError `IMAGE_DAMAGED`, those of the tree
 */
export function stackLayers(
  layers: readonly Pick<StoredEntries, 'entries' | 'file'>[],
  image: string,
): FileTree {
  const tree = new FileTree();
  const makeParent = parentCounter();
  for (const [index, layer] of layers.entries()) {
    try {
      putLayer(tree, layer, makeParent);
    } catch (error) {
      if (!isSuperminError(error)) throw error;
      throw prefixed(error, `${shown(image)}: layer ${index + 1}`);
    }
  }
  return tree;
}

/** Makes what the tree would make, and counts it. */
function parentCounter(): MakeParent {
  let parents = 0;
  return () => {
    if (++parents <= MOST_PARENTS) return undefined;
    throw new SuperminError('IMAGE_DAMAGED', `more than ${MOST_PARENTS} directories of no member`);
  };
}

function putLayer(
  tree: FileTree,
  { entries, file }: Pick<StoredEntries, 'entries' | 'file'>,
  makeParent: MakeParent,
): void {
  const marks = entries.filter(isMark);
  // Wherever they stand in the archive, they are about lower layers; what a link leads to may be hidden, and is still there for it.
  const targets = new Map<BytePath, TreeNode | undefined>();
  for (const [, type, target] of marks) {
    if (type === LINK) targets.set(target as BytePath, tree.lookup(target as BytePath));
  }
  for (const [path, type] of marks) {
    if (type === WHITEOUT) tree.remove(path);
    else if (type === OPAQUE) tree.clear(path);
  }
  for (const entry of entries) {
    if (!isMark(entry)) tree.replace(entry[0], nodeOf(entry, file), makeParent);
    else if (entry[1] === LINK) putLink(tree, entry, targets, makeParent);
  }
}

/**
 * What needs the tree to be understood. By index, here and for each entry of a layer: to take an entry apart by a pattern takes longer
 * than all the rest.
 */
function isMark(entry: LayerEntry): boolean {
  const type = entry[1];
  return type === LINK || type === WHITEOUT || type === OPAQUE;
}

function putLink(
  tree: FileTree,
  [path, , target]: LayerEntry,
  targets: ReadonlyMap<BytePath, TreeNode | undefined>,
  makeParent: MakeParent,
): void {
  const node = linked(tree, path, target as BytePath, targets);
  if (tree.lookup(path) !== node) tree.replace(path, node, makeParent);
}

/** What a hard link is one more name of. */
function linked(
  tree: FileTree,
  path: BytePath,
  target: BytePath,
  lower: ReadonlyMap<BytePath, TreeNode | undefined>,
): TreeNode {
  const node = tree.lookup(target) ?? lower.get(target);
  if (node === undefined || node.type === 'directory') {
    const what = `is a hard link to '${shown(target)}', which is not a file`;
    throw new SuperminError('IMAGE_DAMAGED', `'${shown(path)}' ${what}`);
  }
  return node;
}
