import { baseName, firstFew } from '@supermin/core';
import { type DirectoryNode, FileTree, type TreeNode } from '@supermin/core/writer';
import { whiteout } from '../errors.ts';
import { groupPackages } from './package-groups.ts';

/** One layer of an image. */
export interface PlannedLayer {
  tree: FileTree;
  /** For the image's history. */
  title: string;
}

/** Before a name, it makes a deletion of it: image-spec, layer.md. */
const WHITEOUT = '.wh.';

/** So many packages of a layer are named in the history. */
const NAMED = 5;

/**
 * Cuts a tree into layers, from the lowest to the last:
 *
 *     ./ usr/ usr/bin/ usr/bin/bash     a package, or several small ones: their files, in directories of root's, mode 0755, time 0
 *     ./ usr/ usr/share/ ...            another one
 *     ./ etc/ etc/hosts init ...        the last: what is no package's, and all directories as they are
 *
 * The directories of the lower layers tell nothing of this appliance, and the last layer's count, so a package of one version has
 * the same layer in every appliance.
 *
 * @throws SuperminError `OCI_NAME` for a name that would be taken for a deletion
 */
export function planLayers(tree: FileTree): PlannedLayer[] {
  const bytes: (number | undefined)[] = tree.packages.map(() => undefined);
  const seen = new Set<TreeNode>();
  for (const { path, node } of tree.walk()) {
    if (baseName(path).startsWith(WHITEOUT)) throw whiteout(path);
    if (node.type === 'directory' || node.package === undefined || seen.has(node)) continue;
    seen.add(node);
    bytes[node.package] = (bytes[node.package] ?? 0) + (node.type === 'file' ? node.size : 0);
  }
  const groups = groupPackages(tree.packages, bytes);
  const layers = groups.map(({ packages }) => ({
    tree: new FileTree(0),
    title: titleOf(packages.map((index) => tree.packages[index]!)),
  }));
  const layerOf = new Map(
    groups.flatMap(({ packages }, layer) => packages.map((index) => [index, layers[layer]!.tree])),
  );
  const last = new FileTree(0);
  last.put('/', withoutChildren(tree.root));
  for (const { path, node } of tree.walk()) {
    if (node.type === 'directory') last.put(path, withoutChildren(node));
    // The nodes themselves: those with several names stay hard links.
    else (layerOf.get(node.package ?? -1) ?? last).put(path, node);
  }
  return [...layers, { tree: last, title: 'other files, and all directories' }];
}

function withoutChildren(node: DirectoryNode): DirectoryNode {
  return { ...node, children: new Map() };
}

function titleOf(packages: readonly { id: string; version: string }[]): string {
  const named = packages.map(({ id, version }) => `${id} ${version}`);
  return firstFew(named, NAMED);
}
