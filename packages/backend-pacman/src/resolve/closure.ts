import type { Report } from '@supermin/core';
import { byId, type InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';
import { type Dependency, spellDependency } from '../version/dependency.ts';
import { chooseSatisfier } from './choose.ts';

export interface ResolveOptions {
  /** Follow optional dependencies too, as far as they are installed. */
  weak: boolean;
  /** Told (at level 2) of every dependency that nothing installed satisfies. */
  report: Report;
}

/**
 * The packages and all that they depend on, as far as it is installed, in byte order of their names.
 *
 * 1. A dependency that a single installed package satisfies brings that package in.
 * 2. When no such dependency is left, those that several packages satisfy are decided in the order found. If one of the
 *    packages is in by then, nothing is needed. Else `chooseSatisfier` picks one, and rule 1 goes on.
 *
 * So nothing comes in for a dependency that is satisfied anyway, and the result does not depend on the order of the roots.
 * What nothing satisfies (`pacman -Rdd`) is reported, not an error: the host lives with it too. Optional dependencies are
 * looked at last, when all others are in, by the same rule, those of packages that came in by them as well.
 */
export function resolveClosure(
  index: PackageIndex,
  roots: readonly InstalledPackage[],
  options: ResolveOptions,
): InstalledPackage[] {
  const walk = new Walk(index, options.report);
  for (const root of [...roots].sort(byId)) walk.add(root);
  walk.settle();
  if (options.weak) walk.addOptional();
  return [...walk.closure].sort(byId);
}

interface Choice {
  wanted: Dependency;
  needer: InstalledPackage;
}

class Walk {
  readonly closure = new Set<InstalledPackage>();
  /** Members whose dependencies have not been looked at. */
  readonly #waiting: InstalledPackage[] = [];
  /** Those of rule 2; those before the cursor are decided. */
  readonly #choices: Choice[] = [];
  #cursor = 0;

  constructor(
    private readonly index: PackageIndex,
    private readonly report: Report,
  ) {}

  add(found: InstalledPackage): void {
    if (this.closure.has(found)) return;
    this.closure.add(found);
    this.#waiting.push(found);
  }

  /** Until every dependency of every member is satisfied, or cannot be. */
  settle(): void {
    this.#followSingles();
    while (this.#cursor < this.#choices.length) {
      this.#decide(this.#choices[this.#cursor++]!);
      this.#followSingles();
    }
  }

  addOptional(): void {
    // A Set's iteration also comes to what is added meanwhile.
    for (const needer of this.closure) {
      for (const wanted of needer.optional) {
        this.#follow({ wanted, needer });
        this.settle();
      }
    }
  }

  #followSingles(): void {
    for (let found = this.#waiting.pop(); found !== undefined; found = this.#waiting.pop()) {
      for (const wanted of found.depends) {
        if (!this.#follow({ wanted, needer: found })) this.#reportMissing(found, wanted);
      }
    }
  }

  /** Whether anything satisfies it. */
  #follow(choice: Choice): boolean {
    const satisfiers = this.index.satisfiers(choice.wanted);
    if (satisfiers.length === 1) this.add(satisfiers[0]!);
    else if (satisfiers.length > 1) this.#choices.push(choice);
    return satisfiers.length > 0;
  }

  #decide({ wanted, needer }: Choice): void {
    const satisfiers = this.index.satisfiers(wanted);
    if (satisfiers.some((each) => this.closure.has(each))) return;
    this.add(chooseSatisfier(satisfiers, wanted.name, needer));
  }

  #reportMissing(found: InstalledPackage, wanted: Dependency): void {
    this.report({
      kind: 'message',
      level: 2,
      text: `pacman: ${found.id} needs ${spellDependency(wanted)}, which is not installed`,
    });
  }
}
