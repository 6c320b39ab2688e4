import type { Dependency } from '../../version/dependency.ts';
import type { Pool } from './pool.ts';
import type { SyncPackage } from './sync-package.ts';

export interface FindOptions {
  /** Also packages of `IgnorePkg`: what was asked for by name. */
  asked?: boolean;
  /** True for names of packages that are not wanted. */
  isExcluded?: (name: string) => boolean;
  /** Only those of this repository. */
  source?: number | undefined;
  /** Told of a choice. */
  note?: (wanted: Dependency, chosen: SyncPackage, others: readonly SyncPackage[]) => void;
}

/**
 * The package that pacman takes for a dependency where nobody is there to be asked: that of the very name, from the first repository
 * in which its version will do; else the first one that provides it, by the order of repositories and then by name.
 */
export function findSatisfier(
  pool: Pool,
  wanted: Dependency,
  { asked = false, isExcluded = () => false, source, note }: FindOptions,
): SyncPackage | undefined {
  const isTaken = (pkg: SyncPackage) =>
    (source === undefined || pkg.source === source) &&
    !isExcluded(pkg.name) &&
    (asked || !pool.isIgnored(pkg));
  const literal = pool.named(wanted.name).find((pkg) => pkg.is(wanted) && isTaken(pkg));
  if (literal !== undefined) return literal;
  const [chosen, ...others] = pool
    .providers(wanted.name)
    .filter((pkg) => pkg.name !== wanted.name && pkg.provided(wanted) && isTaken(pkg));
  if (chosen !== undefined && others.length > 0) note?.(wanted, chosen, others);
  return chosen;
}
