import type { BytePath } from '@supermin/core';
import type { ModuleIndex, SoftNeeds } from './module-index.ts';
import { moduleName } from './modules-dep.ts';

/** A module that is being followed. */
interface Step {
  path: BytePath;
  /** Still to be followed before it goes in, the last one first. */
  before: BytePath[];
  /** And after it. */
  behind: readonly BytePath[];
}

/**
 * The modules whose names are wanted and all that they need, soft dependencies too, in an order in which they can be loaded,
 * as `modprobe --show-depends` gives it: what is needed comes first, else paths are in byte order.
 */
export function moduleClosure(
  { needs, softNeeds }: Pick<ModuleIndex, 'needs' | 'softNeeds'>,
  wanted: (name: string) => boolean,
): BytePath[] {
  const ordered: BytePath[] = [];
  // Marked before its needs are followed, so a cycle (there should be none) ends.
  const visited = new Set<BytePath>();
  /** No recursion, for chains of any length. */
  const open: Step[] = [];
  const visit = (path: BytePath) => {
    if (visited.has(path)) return;
    visited.add(path);
    open.push(stepOf(path, needs.get(path) ?? [], softNeeds(path)));
  };
  for (const root of [...needs.keys()].sort()) {
    if (!wanted(moduleName(root))) continue;
    visit(root);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = top.before.pop();
      if (next !== undefined) visit(next);
      else {
        open.pop();
        ordered.push(top.path);
        for (const path of [...top.behind].reverse()) visit(path);
      }
    }
  }
  return ordered;
}

/** Of the needs in a line of modules.dep the last one is the first to be loaded. */
function stepOf(path: BytePath, needs: readonly BytePath[], { before, behind }: SoftNeeds): Step {
  return { path, before: [...before].reverse().concat(needs), behind };
}
