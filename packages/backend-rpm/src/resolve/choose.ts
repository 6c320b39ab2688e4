import { compareBytes } from '@supermin/core';
import type { Architectures } from '../database/architectures.ts';
import { compareAge, type InstalledPackage } from '../database/installed-package.ts';

/**
 * The package to take when several satisfy a requirement and none of them is in yet: one made from the same source as the
 * package that needs it, then the one with the shortest name (what supermin always did); of one name the one for the same
 * architecture, then the newest.
 */
export function chooseProvider(
  architectures: Architectures,
  candidates: readonly InstalledPackage[],
  dependent: InstalledPackage | undefined,
): InstalledPackage {
  const source = dependent?.record.source ?? '';
  const fromSource = (each: InstalledPackage) => source !== '' && each.record.source === source;
  const arch = dependent?.arch ?? 'noarch';
  const order = (a: InstalledPackage, b: InstalledPackage) =>
    Number(fromSource(b)) - Number(fromSource(a)) ||
    a.name.length - b.name.length ||
    compareBytes(a.name, b.name) ||
    architectures.compare(a.arch, b.arch, arch) ||
    compareAge(a, b) ||
    compareBytes(a.id, b.id);
  return candidates.reduce((best, each) => (order(each, best) < 0 ? each : best));
}
