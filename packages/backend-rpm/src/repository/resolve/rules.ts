import type { Dependency } from '../../format/package-record.ts';
import { isRich } from '../../resolve/rich-syntax.ts';
import { clausesOf } from './clauses.ts';
import type { Pool } from './pool.ts';

/** Why a rule is there: for messages. */
export type RuleReason =
  | { kind: 'requires' | 'conflicts' | 'obsoletes'; pkg: number; dependency: Dependency }
  | { kind: 'missing'; pkg: number; dependency: Dependency }
  | { kind: 'same-name'; pkg: number; other: number }
  | { kind: 'requested'; name: string };

/** One of these has to hold: a package is in, or (negative) out. */
export interface RuleDraft {
  literals: readonly number[];
  reason: RuleReason;
}

/** What follows from packages that are in: the rules of all that could ever be needed, in libsolv's order. */
export class PackageRules {
  readonly #rules: RuleDraft[] = [];
  readonly #seen = new Set<number>();
  readonly #waiting: number[] = [];

  constructor(
    private readonly pool: Pool,
    /** Told of each dependency that nothing provides. */
    private readonly missing: (dependency: Dependency) => void = () => {},
  ) {}

  /** Adds the rules of a package and of all that it may bring. */
  add(pkg: number): void {
    this.#waiting.push(pkg);
    for (let at = 0; at < this.#waiting.length; at++) {
      const next = this.#waiting[at]!;
      if (this.#seen.has(next)) continue;
      this.#seen.add(next);
      this.#addRules(next);
    }
    this.#waiting.length = 0;
  }

  /** Sorted, each once. */
  finish(): RuleDraft[] {
    const sorted = this.#rules.sort((a, b) => compareRules(a.literals, b.literals));
    return sorted.filter(
      (rule, at) => at === 0 || compareRules(rule.literals, sorted[at - 1]!.literals) !== 0,
    );
  }

  #addRules(pkg: number): void {
    for (const dependency of this.pool.requires(pkg)) this.#require(pkg, dependency);
    for (const dependency of this.pool.list(pkg, 'conflicts')) this.#conflict(pkg, dependency);
    for (const dependency of this.pool.list(pkg, 'obsoletes')) {
      const reason = { kind: 'obsoletes', pkg, dependency } as const;
      for (const other of this.pool.named(dependency)) this.#exclude(pkg, other, reason);
    }
    for (const other of this.pool.others(pkg)) {
      if (this.pool.collide(pkg, other)) {
        this.#exclude(pkg, other, { kind: 'same-name', pkg, other });
      }
    }
  }

  #require(pkg: number, dependency: Dependency): void {
    const reason = { kind: 'requires', pkg, dependency } as const;
    const clauses = clausesOf(this.pool, dependency);
    if (clauses === undefined || clauses.some(({ length }) => length === 0)) {
      this.missing(dependency);
      this.#rules.push({ literals: [-pkg], reason: { ...reason, kind: 'missing' } });
      return;
    }
    for (const clause of clauses) {
      if (clause.includes(pkg)) continue;
      const isPlain = clause.every((literal) => literal > 0);
      const literals = isPlain
        ? [-pkg, ...clause]
        : [...new Set([-pkg, ...clause])].sort((a, b) => a - b);
      this.#rules.push({ literals, reason });
      this.#waiting.push(...clause.filter((literal) => literal > 0));
    }
  }

  #conflict(pkg: number, dependency: Dependency): void {
    const reason = { kind: 'conflicts', pkg, dependency } as const;
    if (!isRich(dependency)) {
      for (const other of this.pool.providers(dependency)) this.#exclude(pkg, other, reason);
      return;
    }
    for (const clause of clausesOf(this.pool, dependency, true) ?? [[]]) {
      // A package is not in its own way.
      if (clause.includes(pkg) || clause.every((literal) => literal === -pkg)) continue;
      const literals = [...new Set([-pkg, ...clause])].sort((a, b) => a - b);
      this.#rules.push({ literals, reason });
      this.#waiting.push(...clause.filter((literal) => literal > 0));
    }
  }

  #exclude(pkg: number, other: number, reason: RuleReason): void {
    if (other === pkg) return;
    this.#rules.push({ literals: pkg > other ? [-pkg, -other] : [-other, -pkg], reason });
  }
}

/** libsolv's order: by the first literal, then by the others; a shorter one ends in zero. */
function compareRules(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
