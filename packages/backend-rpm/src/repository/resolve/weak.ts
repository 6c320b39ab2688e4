import type { Dependency } from '../../format/package-record.ts';
import { isRich, parseRich, type RichDependency } from '../../resolve/rich-syntax.ts';
import { type Clause, clausesOf, packagesOf } from './clauses.ts';
import type { Decisions } from './decisions.ts';
import type { Pool } from './pool.ts';

interface Pending {
  clause: Clause;
  /** Where what it names is to be added. */
  set: Set<number>;
}

/** What packages that are in recommend and suggest. Nothing comes in by it (unless asked for); it decides between equals. */
export class WeakDependencies {
  readonly #recommended = new Set<number>();
  readonly #suggested = new Set<number>();
  /** What holds only if other packages are in that are not in yet. */
  #pending: Pending[] = [];
  #done = 0;

  constructor(
    private readonly pool: Pool,
    private readonly decisions: Decisions,
  ) {}

  /** After decisions were taken back. */
  reset(): void {
    this.#recommended.clear();
    this.#suggested.clear();
    this.#pending = [];
    this.#done = 0;
  }

  isRecommended(pkg: number): boolean {
    this.#update();
    return this.#recommended.has(pkg) || this.#isWanted(pkg, 'supplements');
  }

  isSuggested(pkg: number): boolean {
    this.#update();
    return this.#suggested.has(pkg) || this.#isWanted(pkg, 'enhances');
  }

  #isWanted(pkg: number, kind: 'supplements' | 'enhances'): boolean {
    return this.pool.list(pkg, kind).some((dependency) => this.#holds(dependency));
  }

  #update(): void {
    const { queue } = this.decisions;
    if (this.#done === queue.length) return;
    for (; this.#done < queue.length; this.#done++) {
      const pkg = queue[this.#done]!;
      if (pkg < 0) continue;
      for (const each of this.pool.list(pkg, 'recommends')) this.#add(each, this.#recommended);
      for (const each of this.pool.list(pkg, 'suggests')) this.#add(each, this.#suggested);
    }
    this.#pending = this.#pending.filter(({ clause, set }) => !this.#addIfMeant(clause, set));
  }

  #add(dependency: Dependency, set: Set<number>): void {
    for (const clause of clausesOf(this.pool, dependency) ?? [])
      this.#pending.push({ clause, set });
  }

  #addIfMeant(clause: Clause, set: Set<number>): boolean {
    const isMeant = clause.every((literal) => literal > 0 || this.decisions.level(-literal) > 0);
    if (!isMeant) return false;
    for (const literal of clause) if (literal > 0) set.add(literal);
    return true;
  }

  #holds(dependency: Dependency): boolean {
    if (!isRich(dependency)) return this.#isIn(this.pool.providers(dependency));
    const rich = parseRich(dependency.name);
    return rich !== undefined && this.#richHolds(rich);
  }

  #richHolds(rich: RichDependency): boolean {
    switch (rich.kind) {
      case 'and':
        return rich.operands.every((each) => this.#richHolds(each));
      case 'or':
        return rich.operands.some((each) => this.#richHolds(each));
      case 'if':
      case 'unless': {
        const isMet = this.#richHolds(rich.condition);
        if (rich.otherwise !== undefined && isMet === (rich.kind === 'unless')) {
          return this.#richHolds(rich.otherwise);
        }
        if (rich.kind === 'if') return !isMet || this.#richHolds(rich.operand);
        return !isMet && this.#richHolds(rich.operand);
      }
      default:
        return this.#isIn(packagesOf(this.pool, rich));
    }
  }

  #isIn(packages: readonly number[]): boolean {
    return packages.some((pkg) => this.decisions.level(pkg) > 0);
  }
}
