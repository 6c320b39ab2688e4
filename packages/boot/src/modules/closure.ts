import type { BytePath } from '@supermin/core';
import { type ModulesDep, moduleName } from './modules-dep.ts';

/**
 * The modules whose names are wanted and all that they need, in an order in which they can be loaded: what is needed
 * comes first. The order follows from `modules.dep` alone.
 */
export function moduleClosure(modules: ModulesDep, wanted: (name: string) => boolean): BytePath[] {
  // A Set keeps the order of insertion. A module is marked before its needs are followed, so a cycle (there should be
  // none) ends.
  const ordered = new Set<BytePath>();
  const visited = new Set<BytePath>();
  const visit = (path: BytePath) => {
    if (visited.has(path)) return;
    visited.add(path);
    for (const need of modules.get(path) ?? []) visit(need);
    ordered.add(path);
  };
  for (const path of modules.keys()) if (wanted(moduleName(path))) visit(path);
  return [...ordered];
}
