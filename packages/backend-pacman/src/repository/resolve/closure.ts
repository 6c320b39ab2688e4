import { type Dependency, spellDependency } from '../../version/dependency.ts';
import { type FindOptions, findSatisfier } from './find-satisfier.ts';
import { PackageList } from './package-list.ts';
import type { Pool } from './pool.ts';
import type { SyncPackage } from './sync-package.ts';

/** Longest chain of dependencies: a hundred is much. */
const DEEPEST = 2000;

/**
 * What packages need, and what they need in turn, as pacman collects it. Where something cannot be had there is no set at all, as with
 * pacman; the rest is looked at to tell of all that is missing, each package once. (pacman takes a package back then and tries it
 * again for whoever else needs it: with many that need each other, again and again.)
 */
export class Closure {
  readonly taken = new PackageList();
  /** What could not be had, and who needs it. */
  readonly problems = new Set<string>();
  readonly #targets = new PackageList();

  constructor(
    private readonly pool: Pool,
    targets: readonly SyncPackage[],
    private readonly note: NonNullable<FindOptions['note']>,
  ) {
    for (const pkg of targets) this.#targets.add(pkg);
    for (const pkg of targets) this.#take(pkg, 0);
  }

  #take(pkg: SyncPackage, depth: number): void {
    if (this.taken.has(pkg.name)) return;
    this.taken.add(pkg);
    if (depth > DEEPEST) {
      this.#failed(pkg, 'more than can be followed');
      return;
    }
    const missing = pkg.depends.filter((wanted) => !pkg.satisfies(wanted));
    for (const wanted of missing) {
      if (this.taken.satisfier(wanted) !== undefined) continue;
      const found = this.#targets.satisfier(wanted) ?? this.#find(wanted);
      if (found === undefined) this.#failed(pkg, spellDependency(wanted));
      else this.#take(found, depth + 1);
    }
  }

  #find(wanted: Dependency): SyncPackage | undefined {
    const isExcluded = (name: string) => this.taken.has(name);
    return findSatisfier(this.pool, wanted, { isExcluded, note: this.note });
  }

  #failed(pkg: SyncPackage, wanted: string): void {
    this.problems.add(`${pkg.name} ${pkg.version} needs ${wanted}, which cannot be had`);
  }
}
