import { byId, followAll } from '@supermin/core/backend';
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
  return followAll(roots, ({ depends }) =>
    depends.map((dependency) => [...index.satisfiers(dependency)].sort(byId)[0]),
  );
}
