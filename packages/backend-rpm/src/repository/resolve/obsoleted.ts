import type { Pool } from './pool.ts';

/**
 * Packages without those that others of them obsolete. Of packages that obsolete each other in a circle one is left, the first, with
 * those of its circle.
 */
export function withoutObsoleted(pool: Pool, packages: readonly number[]): number[] {
  const obsoletes = packages.map((pkg) => obsoletedBy(pool, pkg, packages));
  if (packages.length === 2) {
    const [first, second] = obsoletes as [number[], number[]];
    if (first.length > 0 === second.length > 0) return [...packages];
    return [first.length > 0 ? packages[0]! : packages[1]!];
  }
  return new Circles(obsoletes).kept().map((at) => packages[at]!);
}

/** Places of the packages that one of them obsoletes, in libsolv's order: by what it says, then by package. */
function obsoletedBy(pool: Pool, pkg: number, packages: readonly number[]): number[] {
  const { name } = pool.entry(pkg);
  return pool.list(pkg, 'obsoletes').flatMap((dependency) =>
    pool
      .named(dependency)
      .filter((other) => pool.entry(other).name !== name)
      .flatMap((other) => (packages.includes(other) ? [packages.indexOf(other)] : [])),
  );
}

const GONE = -1;

/** Strongly connected components, as Tarjan finds them; each that another one leads to is gone. */
class Circles {
  /** The circle that each is in: 0 while not looked at. */
  readonly #low: number[];
  readonly #stack: number[] = [];
  #index = 1;
  #first = 1;

  constructor(private readonly edges: readonly number[][]) {
    this.#low = edges.map(() => 0);
  }

  kept(): number[] {
    for (const node of this.edges.keys()) {
      if (this.#low[node] !== 0) continue;
      this.#first = this.#index;
      this.#visit(node);
    }
    return [...this.edges.keys()].filter((node) => this.#low[node] !== GONE);
  }

  #visit(node: number): void {
    const own = this.#index++;
    const low = this.#low;
    low[node] = own;
    const start = this.#stack.push(node) - 1;
    for (const next of this.edges[node]!) {
      if (next === node) continue;
      if (low[next] === 0) this.#visit(next);
      const found = low[next]!;
      if (found === GONE) continue;
      if (found < this.#first) this.#drop(found);
      else low[node] = Math.min(low[node]!, found);
    }
    if (low[node] !== own) return;
    // Of what was reached from the first, only its own circle stays.
    const circle = own === this.#first ? own : GONE;
    for (const member of this.#stack.splice(start)) low[member] = circle;
  }

  /** A circle that was found before, and is obsoleted now. */
  #drop(circle: number): void {
    for (const [node, low] of this.#low.entries()) if (low === circle) this.#low[node] = GONE;
  }
}
