import type { Report } from '../events/event.ts';
import type { DependencyStep, Package } from '../plugin/contract.ts';
import { byId } from './by-id.ts';
import type { Need } from './need.ts';

/** A package manager's own rules for dependencies; `D` is one dependency as its metadata spells it. */
export interface DependencyRules<P extends Package, D> {
  /** What the package cannot do without, in the order of its metadata. */
  required(dependent: P): Iterable<D>;
  /** What it works better with. */
  recommended(dependent: P): Iterable<D>;
  /** Undefined when nothing installed satisfies the dependency. */
  need(dependency: D, dependent: P): Need<P> | undefined;
  /** The package to take when several satisfy a dependency and none of them is in the closure. */
  choose(candidates: readonly P[], dependency: D, dependent: P): P;
  /**
   * Optional: called for a required dependency that nothing installed satisfies, before that is reported.
   *
   * @throws an error, if the package manager knows a package that would satisfy it and that cannot be copied
   */
  missing?(dependency: D, dependent: P): void;
  /** For messages: `foo >= 1.0`. */
  spell(dependency: D): string;
}

export interface ClosureWalkOptions {
  /** The package manager, for messages: `dpkg`. */
  manager: string;
  /** Follow recommended packages too. */
  weak: boolean;
  /** Called (at level 2) for every required dependency that nothing installed satisfies. */
  report: Report;
  /** See `ClosureOptions.trace`. */
  trace?: ((step: DependencyStep) => void) | undefined;
}

/**
 * The packages and all that they depend on, as far as it is installed, in byte order of their ids.
 *
 * 1. A dependency that a single installed package satisfies brings that package in.
 * 2. When no such dependency is left, those that several packages satisfy are decided in the order found. If one of the
 *    packages is in by then, nothing is needed. Else `choose` picks one (of alternatives in a rich dependency the first one
 *    that is installed is taken), and rule 1 goes on.
 *
 * So nothing comes in for a dependency that is satisfied anyway, and the result does not depend on the order of the roots.
 * What nothing satisfies (a forced or half finished installation) is reported and is no error: the host lives with it too.
 * Recommended packages are looked at last, when all dependencies are in, by the same rules.
 */
export function resolveClosure<P extends Package, D>(
  rules: DependencyRules<P, D>,
  roots: readonly P[],
  options: ClosureWalkOptions,
): P[] {
  const walk = new Walk(rules, options);
  for (const root of [...roots].sort(byId)) walk.add(root);
  walk.settle();
  if (options.weak) walk.recommend();
  return [...walk.closure].sort(byId);
}

/** A dependency of rule 2. */
interface Choice<P extends Package, D> {
  need: Need<P>;
  dependency: D;
  dependent: P;
  weak: boolean;
}

class Walk<P extends Package, D> {
  readonly closure = new Set<P>();
  /** Members whose dependencies have not been looked at. */
  readonly #waiting: P[] = [];
  /** Those before the cursor are decided. */
  readonly #choices: Choice<P, D>[] = [];
  #cursor = 0;

  constructor(
    private readonly rules: DependencyRules<P, D>,
    private readonly options: ClosureWalkOptions,
  ) {}

  add(found: P): void {
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
    // A Set's iteration also reaches what is added meanwhile.
    for (const dependent of this.closure) {
      for (const dependency of this.rules.recommended(dependent)) {
        this.#lookAt(dependency, dependent, true);
        this.settle();
      }
    }
  }

  #followSingles(): void {
    for (let found = this.#waiting.pop(); found !== undefined; found = this.#waiting.pop()) {
      for (const dependency of this.rules.required(found)) {
        if (!this.#lookAt(dependency, found)) this.#reportMissing(dependency, found);
      }
    }
  }

  /** Whether anything installed satisfies the dependency. */
  #lookAt(dependency: D, dependent: P, weak = false): boolean {
    const need = this.rules.need(dependency, dependent);
    if (need === undefined) return false;
    this.#follow({ need, dependency, dependent, weak });
    return true;
  }

  #follow(choice: Choice<P, D>): void {
    const { need } = choice;
    if (need.kind === 'all') for (const each of need.of) this.#follow({ ...choice, need: each });
    else if (need.of.length > 1) this.#choices.push(choice);
    else if (need.kind === 'one') {
      this.#trace(choice, 'only');
      this.add(need.of[0]!);
    } else this.#follow({ ...choice, need: need.of[0]! });
  }

  #decide(choice: Choice<P, D>): void {
    const { need, dependency, dependent } = choice;
    if (this.#isSatisfied(need)) {
      this.#trace(choice, 'satisfied');
    } else if (need.kind === 'one') {
      const chosen = this.rules.choose(need.of, dependency, dependent);
      const others = need.of.filter((each) => each !== chosen);
      this.#trace({ ...choice, need: { kind: 'one', of: [chosen, ...others] } }, 'preferred');
      this.add(chosen);
    } else if (need.kind === 'any') this.#follow({ ...choice, need: need.of[0]! });
  }

  #isSatisfied(need: Need<P>): boolean {
    if (need.kind === 'one') return need.of.some((each) => this.closure.has(each));
    if (need.kind === 'any') return need.of.some((each) => this.#isSatisfied(each));
    return need.of.every((each) => this.#isSatisfied(each));
  }

  #trace({ need, dependency, dependent, weak }: Choice<P, D>, rule: DependencyStep['rule']): void {
    const { trace } = this.options;
    if (trace === undefined) return;
    const candidates = packagesOf(need);
    trace({ dependent, dependency: this.rules.spell(dependency), weak, candidates, rule });
  }

  #reportMissing(dependency: D, dependent: P): void {
    this.rules.missing?.(dependency, dependent);
    const { manager, report } = this.options;
    const text = `${manager}: ${dependent.id} needs ${this.rules.spell(dependency)}, which is not installed`;
    report({ kind: 'message', level: 2, text });
  }
}

/** All that a need names. */
function packagesOf<P extends Package>(need: Need<P>): readonly P[] {
  return need.kind === 'one' ? need.of : need.of.flatMap((each) => packagesOf(each));
}
