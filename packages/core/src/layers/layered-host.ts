import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import { FileTree } from '../tree/file-tree.ts';
import type { TreeNode } from '../tree/node.ts';
import type { Layer } from './layer.ts';
import { removeFiles } from './remove-files.ts';
import { treeHost } from './tree-host.ts';

export interface LayeredHostOptions {
  /** In the place of the root's directory, for messages. */
  name: BytePath;
  /** Layers, a later one wins; none of their nodes is changed. */
  layers: readonly Pick<Layer, 'tree'>[];
  /** What is there before the first layer: links that the layers are unpacked through. */
  below?: ReadonlyMap<BytePath, TreeNode>;
  /** Paths of the layers that are not as they were unpacked. */
  changed?: ReadonlyMap<BytePath, TreeNode>;
  /** Directories whose files are taken away after that, links to them followed. */
  emptied?: readonly BytePath[];
  /** What is put over all of it. */
  above?: ReadonlyMap<BytePath, TreeNode>;
}

/**
 * A stack of layers as a host root.
 *
 *     below    /lib -> usr/lib
 *     layer    /lib/x86_64-linux-gnu/libc.so.6      is /usr/lib/x86_64-linux-gnu/libc.so.6
 *     above    /var/lib/dpkg/status
 *
 * A directory of a layer where a link to one is already goes into the directory that the link leads to, as dpkg unpacks.
 */
export function layeredHost(options: LayeredHostOptions): Host {
  return treeHost(layeredTree(options), options.name);
}

/** The same as a tree of its own. */
export function layeredTree(options: Omit<LayeredHostOptions, 'name'>): FileTree {
  const { layers, below = [], changed = [], emptied = [], above = [] } = options;
  const tree = new FileTree();
  for (const [path, node] of below) tree.put(path, node);
  for (const layer of layers) putLayer(tree, layer.tree);
  for (const [path, node] of changed) tree.put(path, node);
  for (const path of emptied) removeFiles(tree, path);
  for (const [path, node] of above) tree.put(path, node);
  return tree;
}

/** Puts one layer over a tree. */
export function putLayer(tree: FileTree, layer: FileTree): void {
  for (const { path, node } of layer.walk()) {
    tree.put(path, node.type === 'directory' ? { ...node, children: new Map() } : node);
  }
}
