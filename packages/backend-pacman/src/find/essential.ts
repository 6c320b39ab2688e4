import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';

/** The package, or (before 2019, and on MSYS2) the group of packages, that every Arch system has. */
const BASE = 'base';

/** What `base` is made of everywhere, for roots that do without it, as containers do. */
export const ESSENTIAL: readonly string[] = [
  ...['bash', 'coreutils', 'filesystem', 'findutils', 'gawk', 'grep', 'gzip', 'procps-ng', 'sed'],
  ...['tar', 'util-linux'],
];

/** `base` and what it depends on, as far as it is installed; else the group; else the installed packages of the list. */
export function essentialPackages(index: PackageIndex): InstalledPackage[] {
  const base = index.named(BASE);
  if (base !== undefined) {
    const members = base.depends.flatMap((wanted) => index.satisfiers(wanted).slice(0, 1));
    return [...new Set([base, ...members])];
  }
  const group = index.packages.filter(({ groups }) => groups.includes(BASE));
  return group.length > 0 ? group : ESSENTIAL.flatMap((name) => index.named(name) ?? []);
}
