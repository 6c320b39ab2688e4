import type { Report } from '@supermin/core';
import { byId, type InstalledPackage } from '../database/installed-package.ts';
import type { Dependency } from '../database/package-record.ts';
import { Sense } from '../format/tags.ts';
import { chooseProvider } from './choose.ts';
import { type Need, needOf } from './need.ts';
import { isFeatureOfRpm, type Satisfiers } from './satisfiers.ts';

export interface ResolveOptions {
  /** Follow Recommends too. */
  weak: boolean;
  /** Told (at level 2) of every requirement that nothing installed satisfies. */
  report: Report;
}

/**
 * The packages and all that they require, as far as it is installed, in byte order of their ids.
 *
 * 1. A requirement that a single installed package satisfies brings that package in.
 * 2. When no such requirement is left, those that several packages satisfy are decided in the order found. If one of the
 *    packages is in by then, nothing is needed. Else `chooseProvider` picks one (of alternatives in a rich dependency the
 *    first installed one is taken), and rule 1 goes on.
 *
 * So nothing comes in for a requirement that is satisfied anyway, and the result does not depend on the order of the
 * roots. What nothing satisfies (a forced installation) is reported, not an error: the host lives with it too.
 * Recommends are looked at last, when all requirements are in, by the same rule, those of recommended packages as well.
 */
export function resolveClosure(
  satisfiers: Satisfiers,
  roots: readonly InstalledPackage[],
  options: ResolveOptions,
): InstalledPackage[] {
  const walk = new Walk(satisfiers, options.report);
  for (const root of [...roots].sort(byId)) walk.add(root);
  walk.settle();
  if (options.weak) walk.recommend();
  return [...walk.closure].sort(byId);
}

interface Choice {
  need: Need;
  needer: InstalledPackage;
}

class Walk {
  readonly closure = new Set<InstalledPackage>();
  /** Members whose requirements have not been looked at. */
  readonly #waiting: InstalledPackage[] = [];
  /** Needs of rule 2; those before the cursor are decided. */
  readonly #choices: Choice[] = [];
  #cursor = 0;

  constructor(
    private readonly satisfiers: Satisfiers,
    private readonly report: Report,
  ) {}

  add(found: InstalledPackage): void {
    if (this.closure.has(found)) return;
    this.closure.add(found);
    this.#waiting.push(found);
  }

  /** Until every requirement of every member is satisfied, or cannot be. */
  settle(): void {
    this.#followSingles();
    while (this.#cursor < this.#choices.length) {
      const { need, needer } = this.#choices[this.#cursor++]!;
      this.#decide(need, needer);
      this.#followSingles();
    }
  }

  recommend(): void {
    // A Set's iteration also comes to what is added meanwhile.
    for (const found of this.closure) {
      for (const dependency of recommendsOf(found)) {
        const need = needOf(this.satisfiers, dependency);
        if (need === undefined) continue;
        this.#follow(need, found);
        this.settle();
      }
    }
  }

  #followSingles(): void {
    for (let found = this.#waiting.pop(); found !== undefined; found = this.#waiting.pop()) {
      for (const dependency of found.record.requires) {
        if (isFeatureOfRpm(dependency) || isOnlyRecommended(dependency)) continue;
        const need = needOf(this.satisfiers, dependency);
        if (need === undefined) this.#reportMissing(found, dependency);
        else this.#follow(need, found);
      }
    }
  }

  #follow(need: Need, needer: InstalledPackage): void {
    if (need.kind === 'all') for (const each of need.of) this.#follow(each, needer);
    else if (need.of.length > 1) this.#choices.push({ need, needer });
    else if (need.kind === 'one') this.add(need.of[0]!);
    else this.#follow(need.of[0]!, needer);
  }

  #decide(need: Need, needer: InstalledPackage): void {
    if (this.#isSatisfied(need)) return;
    if (need.kind === 'one') {
      this.add(chooseProvider(this.satisfiers.index.architectures, need.of, needer));
    } else if (need.kind === 'any') this.#follow(need.of[0]!, needer);
  }

  #isSatisfied(need: Need): boolean {
    if (need.kind === 'one') return need.of.some((each) => this.closure.has(each));
    if (need.kind === 'any') return need.of.some((each) => this.#isSatisfied(each));
    return need.of.every((each) => this.#isSatisfied(each));
  }

  #reportMissing(found: InstalledPackage, dependency: Dependency): void {
    this.report({
      kind: 'message',
      level: 2,
      text: `rpm: ${found.id} needs ${spell(dependency)}, which is not installed`,
    });
  }
}

/** `foo >= 1.0`, as in a spec file. */
function spell({ name, flags, version }: Dependency): string {
  if (version === '') return name;
  const less = flags & Sense.less ? '<' : '';
  const greater = flags & Sense.greater ? '>' : '';
  const equal = flags & Sense.equal ? '=' : '';
  return `${name} ${less}${greater}${equal} ${version}`;
}

function recommendsOf({ record }: InstalledPackage): readonly Dependency[] {
  return [...record.recommends, ...record.requires.filter(isOnlyRecommended)];
}

function isOnlyRecommended({ flags }: Dependency): boolean {
  return (flags & Sense.missingOk) !== 0;
}
