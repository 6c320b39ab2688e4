import { spellDependency } from '../../version/dependency.ts';
import { unsatisfiable } from '../errors.ts';
import { Closure } from './closure.ts';
import type { FindOptions } from './find-satisfier.ts';
import { Targets } from './find-targets.ts';
import { PackageList } from './package-list.ts';
import type { Pool } from './pool.ts';
import { settleConflicts } from './settle-conflicts.ts';
import type { SyncPackage } from './sync-package.ts';

export interface Resolution {
  packages: SyncPackage[];
  /** Choices that could have been others. */
  notes: string[];
}

/** Repositories to choose from. */
export interface Choices {
  pool: Pool;
  /** Their names. */
  repositories: readonly string[];
  /** Architectures of packages besides `any`. */
  architectures: readonly string[];
}

/**
 * The set that `pacman -S --noconfirm` would install in an empty root. What packages replace matters only where those are installed.
 *
 * @throws SuperminError `PACKAGES_MISSING`, `PACKAGES_UNSATISFIABLE`
 */
export function resolvePackages(
  names: readonly string[],
  { pool, repositories, architectures }: Choices,
): Resolution {
  const notes = new Set<string>();
  const note: NonNullable<FindOptions['note']> = (wanted, chosen, others) =>
    notes.add(`'${spellDependency(wanted)}': chose ${chosen.name}, not ${list(others)}`);
  const targets = new Targets(pool, repositories, note);
  for (const name of names) targets.add(name);
  const { taken, problems } = new Closure(pool, targets.all, note);
  if (problems.size > 0) throw unsatisfiable([...problems]);
  const packages = settleConflicts(taken.all, (text) => notes.add(text));
  const broken = [...brokenBy(packages), ...foreignAmong(packages, architectures)];
  if (broken.length > 0) throw unsatisfiable(broken);
  return { packages, notes: [...notes] };
}

/** What is missing where a package was left out. */
function brokenBy(packages: readonly SyncPackage[]): string[] {
  const all = new PackageList();
  for (const pkg of packages) all.add(pkg);
  return packages.flatMap((pkg) =>
    pkg.depends
      .filter((wanted) => all.satisfier(wanted) === undefined)
      .map((wanted) => `${pkg.name} needs ${spellDependency(wanted)}, which conflicts with others`),
  );
}

function foreignAmong(packages: readonly SyncPackage[], allowed: readonly string[]): string[] {
  return packages
    .filter(({ entry: { arch } }) => arch !== 'any' && !allowed.includes(arch))
    .map(
      ({ name, entry: { arch } }) => `${name} is for ${arch}, and not for ${allowed.join(', ')}`,
    );
}

function list(packages: readonly SyncPackage[]): string {
  return packages.map(({ name }) => name).join(', ');
}
