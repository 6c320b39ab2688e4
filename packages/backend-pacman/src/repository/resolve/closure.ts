import { type Dependency, spellDependency } from '../../version/dependency.ts';
import { type FindOptions, findSatisfier } from './find-satisfier.ts';
import { PackageList } from './package-list.ts';
import type { Pool } from './pool.ts';
import type { SyncPackage } from './sync-package.ts';

/** Longest chain of dependencies: a hundred is much. */
const DEEPEST = 2000;

/** What packages need, and what they need in turn, as pacman collects it. */
export class Closure {
  readonly taken = new PackageList();
  /** What could not be had, and who needs it. */
  readonly problems: string[] = [];
  readonly #targets = new PackageList();

  constructor(
    private readonly pool: Pool,
    targets: readonly SyncPackage[],
    private readonly note: NonNullable<FindOptions['note']>,
  ) {
    for (const pkg of targets) this.#targets.add(pkg);
    for (const pkg of targets) this.#take(pkg, 0);
  }

  /** @returns false if something that it needs cannot be had; then nothing of it is taken */
  #take(pkg: SyncPackage, depth: number): boolean {
    if (this.taken.has(pkg.name)) return true;
    if (depth > DEEPEST) return this.#failed(pkg, 'more than can be followed');
    const before = this.taken.length;
    this.taken.add(pkg);
    let isWhole = true;
    const missing = pkg.depends.filter((wanted) => !pkg.satisfies(wanted));
    for (const wanted of missing) {
      if (this.taken.satisfier(wanted) !== undefined) continue;
      const found = this.#targets.satisfier(wanted) ?? this.#find(wanted);
      if (found !== undefined && this.#take(found, depth + 1)) continue;
      if (found === undefined) this.#failed(pkg, spellDependency(wanted));
      isWhole = false;
    }
    if (!isWhole) this.taken.truncate(before);
    return isWhole;
  }

  #find(wanted: Dependency): SyncPackage | undefined {
    const isExcluded = (name: string) => this.taken.has(name);
    return findSatisfier(this.pool, wanted, { isExcluded, note: this.note });
  }

  #failed(pkg: SyncPackage, wanted: string): false {
    const problem = `${pkg.name} ${pkg.version} needs ${wanted}, which cannot be had`;
    if (!this.problems.includes(problem)) this.problems.push(problem);
    return false;
  }
}
