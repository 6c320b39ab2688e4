import { compareBytes } from '@supermin/core';
import { NONE, type PackageRecord } from '../format/package-record.ts';

const INDEPENDENT: ReadonlySet<string> = new Set(['noarch', NONE]);

/**
 * Which architecture comes before which: the root's own, which is that of most of its packages, then the others, which
 * were added for compatibility (i686 on x86_64), by their number of packages. Packages of no architecture fit the own one.
 */
export class Architectures {
  readonly #ranks: ReadonlyMap<string, number>;

  constructor(records: readonly PackageRecord[]) {
    const counts = new Map<string, number>();
    for (const { arch } of records) {
      if (!INDEPENDENT.has(arch)) counts.set(arch, (counts.get(arch) ?? 0) + 1);
    }
    const names = [...counts.keys()].sort(
      (a, b) => counts.get(b)! - counts.get(a)! || compareBytes(a, b),
    );
    this.#ranks = new Map(names.map((name, rank) => [name, rank]));
  }

  /** 0 for the own one and for packages of none. */
  rank(arch: string): number {
    return this.#ranks.get(arch) ?? 0;
  }

  /** Before others: packages that work beside one of architecture `beside`, then by rank. */
  compare(a: string, b: string, beside: string): number {
    return this.#distance(a, beside) - this.#distance(b, beside);
  }

  #distance(arch: string, beside: string): number {
    const fits = arch === beside || INDEPENDENT.has(arch);
    return fits ? 0 : 1 + this.rank(arch);
  }
}
