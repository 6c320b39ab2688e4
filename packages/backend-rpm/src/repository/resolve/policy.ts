import { compareBytes } from '@supermin/core';
import { newerCapabilitiesFirst } from './common-versions.ts';
import { withoutObsoleted } from './obsoleted.ts';
import type { Pool } from './pool.ts';
import type { WeakDependencies } from './weak.ts';

/** Which of several packages is taken: libsolv's rules. */
export class Policy {
  constructor(
    private readonly pool: Pool,
    private readonly weak: Pick<WeakDependencies, 'isRecommended' | 'isSuggested'>,
  ) {}

  /**
   * Those that stay in question: of the preferred repository, for the best architecture, of each name the newest, none that another
   * one obsoletes; and if some of them are recommended by what is in, only these.
   */
  prune(candidates: readonly number[]): number[] {
    const steps = [
      (list: readonly number[]) => this.#bestRepository(list),
      (list: readonly number[]) => this.#bestArchitecture(list),
      (list: readonly number[]) => this.#bestVersions(list),
      (list: readonly number[]) => preferred(list, (pkg) => this.weak.isRecommended(pkg)),
    ];
    return steps.reduce((list, step) => (list.length > 1 ? step(list) : list), [...candidates]);
  }

  /** The same, the one that is taken first: sorted by name, but for those that something speaks for, or against. */
  order(candidates: readonly number[]): number[] {
    const pruned = this.prune(candidates);
    if (pruned.length < 2) return pruned;
    const newest = backward(pruned, (pkg) => this.#isOutdated(pkg));
    const sorted = newerCapabilitiesFirst(this.pool, newest);
    return backward(sorted, (pkg) => !this.weak.isSuggested(pkg));
  }

  #bestRepository(list: readonly number[]): number[] {
    const best = Math.min(...list.map((pkg) => this.pool.rank(pkg).priority));
    return list.filter((pkg) => this.pool.rank(pkg).priority === best);
  }

  #bestArchitecture(list: readonly number[]): number[] {
    const ranks = list.map((pkg) => this.pool.architecture(pkg));
    const best = Math.min(...ranks.filter((rank) => rank !== undefined));
    return list.filter((_, at) => ranks[at] === undefined || ranks[at] === best);
  }

  #bestVersions(list: readonly number[]): number[] {
    const best = new Map<string, number>();
    for (const pkg of [...list].sort((a, b) => this.#compare(a, b))) {
      const { name } = this.pool.entry(pkg);
      const before = best.get(name);
      if (before === undefined || this.pool.compareVersions(before, pkg) < 0) best.set(name, pkg);
    }
    const packages = [...best.values()];
    return packages.length > 1 ? withoutObsoleted(this.pool, packages) : packages;
  }

  #compare(a: number, b: number): number {
    const byName = compareBytes(this.pool.entry(a).name, this.pool.entry(b).name);
    return byName || this.pool.rank(a).cost - this.pool.rank(b).cost || a - b;
  }

  /** There is a newer one of the same name and architecture, or one of a repository that comes first. */
  #isOutdated(pkg: number): boolean {
    const { arch } = this.pool.entry(pkg);
    const { priority } = this.pool.rank(pkg);
    return this.pool.others(pkg).some((other) => {
      if (this.pool.entry(other).arch !== arch) return false;
      const theirs = this.pool.rank(other).priority;
      if (theirs !== priority) return theirs < priority;
      return this.pool.compareVersions(other, pkg) > 0;
    });
  }
}

function preferred(list: readonly number[], test: (pkg: number) => boolean): number[] {
  const found = list.filter(test);
  return found.length > 0 ? found : [...list];
}

/** Those that pass a test behind the others. */
function backward(list: readonly number[], test: (pkg: number) => boolean): number[] {
  return [...list.filter((pkg) => !test(pkg)), ...list.filter(test)];
}
