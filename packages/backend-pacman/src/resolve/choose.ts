import { compareBytes } from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';

/**
 * The package to take when several satisfy a dependency and none of them is in yet: the one of that very name, one made
 * from the same base as the package that needs it, then the one with the shortest name (what supermin always did).
 */
export function chooseSatisfier(
  candidates: readonly InstalledPackage[],
  name: string,
  dependent: InstalledPackage | undefined,
): InstalledPackage {
  const order = (a: InstalledPackage, b: InstalledPackage) =>
    Number(b.name === name) - Number(a.name === name) ||
    Number(b.base === dependent?.base) - Number(a.base === dependent?.base) ||
    a.name.length - b.name.length ||
    compareBytes(a.name, b.name);
  return candidates.reduce((best, each) => (order(each, best) < 0 ? each : best));
}
