import type { Dependency } from '../../format/package-record.ts';
import { isRich, parseRich, type RichDependency } from '../../resolve/rich-syntax.ts';
import type { Pool } from './pool.ts';

/** Packages of which one has to be in, or (negative) out. */
export type Clause = readonly number[];

/** A rich dependency as `and`, `or`, `not` of packages. */
type Formula =
  | { kind: 'some'; of: readonly number[] }
  | { kind: 'not'; of: Formula }
  | { kind: 'and' | 'or'; of: readonly Formula[] };

/** More clauses than any dependency of a distribution makes: nobody can have meant it. */
const MOST = 4096;

/** Clauses and literals that may be made on the way to them: without an end to it, a hundred levels take longer than anybody lives. */
const MOST_WORK = 1 << 20;

/**
 * What has to hold for a dependency to be satisfied: all of these clauses.
 *
 *     (a or b)        [a b]
 *     (a if b)        [a -b]
 *     (a and b)       [a] [b]
 *
 * @param negated for Conflicts: what has to hold for it not to be satisfied
 * @returns undefined for what is no dependency
 */
export function clausesOf(
  pool: Pool,
  dependency: Dependency,
  negated = false,
): Clause[] | undefined {
  if (!isRich(dependency))
    return new NormalForms().of({ kind: 'some', of: pool.providers(dependency) }, negated);
  const rich = parseRich(dependency.name);
  return rich && new NormalForms().of(formulaOf(pool, rich), negated);
}

function formulaOf(pool: Pool, rich: RichDependency): Formula {
  const formula = (each: RichDependency) => formulaOf(pool, each);
  const not = (of: Formula): Formula => ({ kind: 'not', of });
  switch (rich.kind) {
    case 'simple':
    case 'with':
    case 'without':
      return { kind: 'some', of: packagesOf(pool, rich) };
    case 'and':
    case 'or':
      return { kind: rich.kind, of: rich.operands.map(formula) };
    case 'if': {
      const [then, condition] = [formula(rich.operand), formula(rich.condition)];
      const met: Formula = { kind: 'or', of: [then, not(condition)] };
      if (rich.otherwise === undefined) return met;
      return { kind: 'and', of: [met, { kind: 'or', of: [formula(rich.otherwise), condition] }] };
    }
    case 'unless': {
      const [then, condition] = [formula(rich.operand), formula(rich.condition)];
      const met: Formula = { kind: 'and', of: [then, not(condition)] };
      if (rich.otherwise === undefined) return met;
      return { kind: 'or', of: [met, { kind: 'and', of: [formula(rich.otherwise), condition] }] };
    }
  }
}

/** Packages that satisfy a dependency all by themselves, as `with` and `without` want it; in their order. */
export function packagesOf(pool: Pool, rich: RichDependency): readonly number[] {
  if (rich.kind === 'simple') return pool.providers(rich.dependency);
  if ('condition' in rich) return [];
  const [first, ...others] = rich.operands.map((operand) => packagesOf(pool, operand));
  return others.reduce((left, right) => {
    const set = new Set(right);
    if (rich.kind === 'or') return [...new Set(left.concat(right))].sort((a, b) => a - b);
    return left.filter((each) => set.has(each) === (rich.kind !== 'without'));
  }, first!);
}

/** Normal forms of one dependency: `if` and `unless` have their condition twice, which is worked out once. */
class NormalForms {
  readonly #known = new Map<Formula, Clause[] | undefined>();
  readonly #negated = new Map<Formula, Clause[] | undefined>();
  #work = 0;

  /** @returns no clauses: always true; an empty clause: never; undefined: more than anybody can have meant */
  of(formula: Formula, negated: boolean): Clause[] | undefined {
    if (formula.kind === 'not') return this.of(formula.of, !negated);
    const known = negated ? this.#negated : this.#known;
    if (!known.has(formula)) known.set(formula, this.#make(formula, negated));
    return known.get(formula);
  }

  #make(formula: Exclude<Formula, { kind: 'not' }>, negated: boolean): Clause[] | undefined {
    if (formula.kind === 'some') {
      return negated ? formula.of.map((pkg) => [-pkg]) : [formula.of];
    }
    const parts: Clause[][] = [];
    for (const each of formula.of) {
      const part = this.of(each, negated);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    const isAnd = (formula.kind === 'and') !== negated;
    return isAnd ? this.#all(parts) : this.#product(parts);
  }

  #all(parts: readonly Clause[][]): Clause[] | undefined {
    const clauses = parts.reduce((sum, part) => sum + part.length, 0);
    return this.#affords(clauses) ? parts.flat() : undefined;
  }

  /** One of several, each of which is a conjunction of clauses. */
  #product(parts: readonly Clause[][]): Clause[] | undefined {
    let clauses: Clause[] = [[]];
    for (const part of parts) {
      if (clauses.length * part.length > MOST) return undefined;
      const literals = literalsOf(clauses) * part.length + literalsOf(part) * clauses.length;
      if (!this.#affords(literals)) return undefined;
      clauses = clauses.flatMap((left) => part.map((right) => union(left, right)));
    }
    return clauses.filter((clause) => {
      const literals = new Set(clause);
      return !clause.some((literal) => literals.has(-literal));
    });
  }

  #affords(work: number): boolean {
    this.#work += work;
    return this.#work <= MOST_WORK;
  }
}

function literalsOf(clauses: readonly Clause[]): number {
  return clauses.reduce((sum, { length }) => sum + length, 0);
}

function union(left: Clause, right: Clause): Clause {
  return [...new Set(left.concat(right))].sort((a, b) => a - b);
}
