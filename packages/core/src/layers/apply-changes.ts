import type { FileTree } from '../tree/file-tree.ts';
import type { ChangeNotes } from './changed-members.ts';
import { layerDamaged } from './errors.ts';
import type { Layer } from './layer.ts';
import { putLayer } from './layered-host.ts';

/**
 * Changes a tree by a layer of `ChangedMembers`; none of the layer's nodes is changed.
 *
 * @throws SuperminError `TREE_*`, `LAYER_DAMAGED`
 */
export function applyChanges(tree: FileTree, { tree: changes, notes, file }: Layer): void {
  const { removed, links } = notes as unknown as ChangeNotes;
  for (const path of removed) tree.remove(path);
  putLayer(tree, changes);
  for (const [path, target] of links) {
    const node = tree.lookup(target);
    // It was there when the layer was made, over the same root.
    if (node === undefined || node.type === 'directory') throw layerDamaged(file);
    tree.put(path, node);
  }
}
