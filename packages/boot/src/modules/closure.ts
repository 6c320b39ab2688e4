import type { BytePath } from '@supermin/core';
import { type ModulesDep, moduleName } from './modules-dep.ts';

/**
 * The modules whose names are wanted and all that they need, in an order in which they can be loaded: what is needed
 * comes first, else paths are in byte order.
 */
export function moduleClosure(modules: ModulesDep, wanted: (name: string) => boolean): BytePath[] {
  const ordered: BytePath[] = [];
  // Marked before its needs are followed, so a cycle (there should be none) ends.
  const visited = new Set<BytePath>();
  /** Modules whose needs are being followed, with the needs still to come; no recursion, for chains of any length. */
  const open: { path: BytePath; needs: BytePath[] }[] = [];
  const visit = (path: BytePath) => {
    if (visited.has(path)) return;
    visited.add(path);
    open.push({ path, needs: [...(modules.get(path) ?? [])] });
  };
  for (const root of [...modules.keys()].sort()) {
    if (!wanted(moduleName(root))) continue;
    visit(root);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      // The last one of the line is the first to be loaded.
      const need = top.needs.pop();
      if (need !== undefined) visit(need);
      else ordered.push(open.pop()!.path);
    }
  }
  return ordered;
}
