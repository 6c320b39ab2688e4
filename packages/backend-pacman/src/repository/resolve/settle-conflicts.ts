import { spellDependency } from '../../version/dependency.ts';
import { unsatisfiable } from '../errors.ts';
import type { SyncPackage } from './sync-package.ts';

interface Conflict {
  packages: readonly [SyncPackage, SyncPackage];
  reason: string;
}

/**
 * Of two packages in conflict one has to go: the one whose name the other one provides.
 *
 * @param note told of each that is left out
 * @throws SuperminError `PACKAGES_UNSATISFIABLE`, where neither does
 */
export function settleConflicts(
  packages: readonly SyncPackage[],
  note: (text: string) => void,
): SyncPackage[] {
  const left = new Set(packages);
  for (const { packages: both, reason } of conflictsAmong(packages)) {
    const [first, second] = both;
    if (!left.has(first) || !left.has(second)) continue;
    const loser = stands(first, second) ? second : stands(second, first) ? first : undefined;
    if (loser === undefined)
      throw unsatisfiable([`${first.name} conflicts with ${second.name} (${reason})`]);
    const winner = loser === first ? second : first;
    note(`left out ${loser.name}, which conflicts with ${winner.name}`);
    left.delete(loser);
  }
  return [...left];
}

function stands(pkg: SyncPackage, other: SyncPackage): boolean {
  return pkg.satisfies({ name: other.name, operator: undefined, version: '' });
}

/** In pacman's order, each pair once. */
function conflictsAmong(packages: readonly SyncPackage[]): Conflict[] {
  const answering = new Map<string, SyncPackage[]>();
  for (const pkg of packages) {
    for (const name of new Set([pkg.name, ...pkg.provides.map((each) => each.name)])) {
      answering.set(name, [...(answering.get(name) ?? []), pkg]);
    }
  }
  const found = new Map<string, Conflict>();
  for (const pkg of packages) {
    for (const conflict of pkg.conflicts) {
      for (const other of answering.get(conflict.name) ?? []) {
        const key = [pkg.name, other.name].sort().join(' ');
        if (other.name === pkg.name || found.has(key) || !other.satisfies(conflict)) continue;
        found.set(key, { packages: [pkg, other], reason: spellDependency(conflict) });
      }
    }
  }
  return [...found.values()];
}
