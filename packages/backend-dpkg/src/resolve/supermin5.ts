import { byId } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';

/**
 * The closure that supermin 5 computes, for side-by-side runs: found by feeding it databases made for the purpose.
 *
 * - Of `a | b` only `a` counts, with any version; `a:any` and every other name with a colon never matches.
 * - A dependency is found by its real name only, and only if it is fully configured (state `installed`) and of the native
 *   architecture or `all`.
 * - The dependencies of all architectures of a package count as dependencies of each.
 */
export function resolveAsSupermin5(
  index: PackageIndex,
  roots: readonly InstalledPackage[],
): InstalledPackage[] {
  const closure = new Set<InstalledPackage>(roots);
  // A Set's iteration also comes to what is added meanwhile.
  for (const found of closure) {
    for (const twin of index.named(found.name)) {
      for (const { alternatives } of twin.dependencies) {
        const { name, qualifier } = alternatives[0]!;
        if (qualifier !== undefined) continue;
        const needed = index.named(name).find(isVisible(index.native));
        if (needed !== undefined) closure.add(needed);
      }
    }
  }
  return [...closure].sort(byId);
}

function isVisible(native: string): (found: InstalledPackage) => boolean {
  return (found) => found.configured && found.effectiveArch === native;
}
