import { byId } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';

/**
 * supermin 5's rule, which is that of pactree, for comparing: of all that satisfy a dependency the first one in the order
 * of their names, whatever is in already.
 */
export function resolveAsSupermin5(
  index: PackageIndex,
  roots: readonly InstalledPackage[],
): InstalledPackage[] {
  const closure = new Set(roots);
  // A Set's iteration also comes to what is added meanwhile.
  for (const found of closure) {
    for (const dependency of found.depends) {
      const [first] = [...index.satisfiers(dependency)].sort(byId);
      if (first !== undefined) closure.add(first);
    }
  }
  return [...closure].sort(byId);
}
