import type { Layer } from '../layers/layer.ts';

const ROOTS = ['/lib/modules', '/usr/lib/modules'] as const;

/** A list of modules, or a module. */
const MODULES = /^\/[^/]+\/(?:modules\.dep$|(?:.*\/)?[^/]+\.ko(?:\.\w+)?$)/;

/** True for a package with modules: an empty directory, which any package may have, is none, and does not decide on the kernel. */
export function bringsModules({ tree }: Pick<Layer, 'tree'>): boolean {
  // Most packages have neither directory, and an image has many others: none of their files is looked at.
  return ROOTS.some((root) => {
    for (const { path, node } of tree.walk(root)) {
      if (node.type === 'file' && MODULES.test(path.slice(root.length))) return true;
    }
    return false;
  });
}
