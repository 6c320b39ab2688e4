import { Pacer } from '../events/pacer.ts';
import type { FileTree } from '../tree/file-tree.ts';

/** Puts all that is in an image into the tree. What the tree has already is merged as with packages: links stay what they are. */
export async function putImage(
  tree: FileTree,
  image: FileTree,
  signal: AbortSignal,
): Promise<void> {
  const pacer = new Pacer(signal);
  tree.put('/', { ...image.root, children: new Map() });
  for (const { path, node } of image.walk()) {
    if (pacer.due()) await pacer.rest();
    tree.put(path, node.type === 'directory' ? { ...node, children: new Map() } : node);
  }
}
