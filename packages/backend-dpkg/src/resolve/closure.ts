import { compareBytes, type Report } from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';
import type { Clause } from '../format/relation.ts';

export interface ResolveOptions {
  /** Follow Recommends too. */
  weak: boolean;
  /** Told (at level 2) of every clause that nothing installed satisfies. */
  report: Report;
}

/**
 * The packages and all that their Pre-Depends and Depends need, as far as it is installed, in byte order of their ids.
 *
 * 1. A clause that a single installed package satisfies brings that package in.
 * 2. When no such clause is left, the clauses that several packages satisfy are decided in the order found. If one of
 *    the packages is in by then, the clause is satisfied. Else the first alternative that has an installed package
 *    brings it in (the best one where several provide the name: see `PackageIndex.candidates`), and rule 1 goes on.
 *
 * So nothing comes in for a clause that is satisfied anyway, and the result does not depend on the order of the roots. An
 * unsatisfiable clause (a forced installation) is reported, not an error: the host lives with it too; unless dpkg knows a
 * package that would satisfy it and cannot be copied.
 * Recommends are looked at last, when all dependencies are in, by the same rule, those of recommended packages as well.
 */
export function resolveClosure(
  index: PackageIndex,
  roots: readonly InstalledPackage[],
  options: ResolveOptions,
): InstalledPackage[] {
  const walk = new Walk(index, options.report);
  for (const root of [...roots].sort(byId)) walk.add(root);
  walk.settle();
  if (options.weak) walk.recommend();
  return [...walk.closure].sort(byId);
}

/** Byte order of ids: the deterministic order of packages everywhere in this backend. */
export function byId(a: InstalledPackage, b: InstalledPackage): number {
  return compareBytes(a.id, b.id);
}

type Candidates = readonly InstalledPackage[];

class Walk {
  readonly closure = new Set<InstalledPackage>();
  /** Members whose clauses have not been looked at. */
  readonly #waiting: InstalledPackage[] = [];
  /** Clauses of rule 2; those before the cursor are decided. */
  readonly #choices: Candidates[] = [];
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

  recommend(): void {
    // A Set's iteration also comes to what is added meanwhile.
    for (const found of this.closure) {
      for (const clause of found.recommends) {
        this.#decide(this.index.satisfiers(clause, found.effectiveArch));
        this.settle();
      }
    }
  }

  #followSingles(): void {
    for (let found = this.#waiting.pop(); found !== undefined; found = this.#waiting.pop()) {
      for (const clause of found.dependencies) {
        const candidates = this.index.satisfiers(clause, found.effectiveArch);
        if (candidates.length === 1) this.add(candidates[0]!);
        else if (candidates.length > 1) this.#choices.push(candidates);
        else this.#reportMissing(found, clause);
      }
    }
  }

  #decide(candidates: Candidates): void {
    if (candidates.length === 0 || candidates.some((each) => this.closure.has(each))) return;
    this.add(candidates[0]!);
  }

  #reportMissing(found: InstalledPackage, { text: clause, alternatives }: Clause): void {
    for (const { name } of alternatives) this.index.refuseUnusable(name);
    this.report({
      kind: 'message',
      level: 2,
      text: `dpkg: ${found.id} needs ${clause}, which is not installed`,
    });
  }
}
