import { followAll } from '@supermin/core/backend';
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
  const isVisible = (found: InstalledPackage) =>
    found.configured && found.effectiveArch === index.native;
  return followAll(roots, ({ name }) =>
    index
      .named(name)
      .flatMap(({ dependencies }) => dependencies)
      .map(({ alternatives: [first] }) => first!)
      .filter(({ qualifier }) => qualifier === undefined)
      .map((first) => index.named(first.name).find(isVisible)),
  );
}
