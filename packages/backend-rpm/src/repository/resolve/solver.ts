import { Decisions } from './decisions.ts';
import { causesOf, learnFrom } from './learn.ts';
import { Policy } from './policy.ts';
import type { Pool } from './pool.ts';
import type { RuleDraft, RuleReason } from './rules.ts';
import { WatchedRules } from './watched-rules.ts';
import { WeakDependencies } from './weak.ts';

/** A choice among several, to which the solver may come back. */
interface Branch {
  level: number;
  /** Negative for those that were tried. */
  candidates: number[];
}

/** A choice that could have been another. */
export interface Tie {
  reason: RuleReason;
  chosen: number;
  others: number[];
}

/** Nothing satisfies all rules; those that show it. */
export class Unsolvable extends Error {
  constructor(readonly causes: readonly RuleReason[]) {
    super('unsolvable');
  }
}

/**
 * Finds a set of packages that satisfies all rules: the one that libsolv finds, which dnf uses.
 *
 * What is asked for is decided first, then rule by rule what is still open, the rules with one good candidate before those with
 * several; what follows is decided at once. A contradiction teaches a new rule, and decisions are taken back as far as it says.
 * In the end, where a choice was made and another candidate has come in as well, that one is taken in the first place: it saves a
 * package.
 */
export class Solver {
  readonly #decisions: Decisions;
  readonly #rules: WatchedRules;
  readonly #weak: WeakDependencies;
  readonly #policy: Policy;
  readonly #branches: Branch[] = [];
  readonly #ties = new Map<number, Tie>();
  #propagated = 0;

  /**
   * @param packageRules sorted
   * @param jobs what was asked for: one of each has to be in
   */
  constructor(
    pool: Pool,
    packageRules: readonly RuleDraft[],
    private readonly jobs: readonly RuleDraft[],
  ) {
    this.#decisions = new Decisions(pool.size);
    this.#rules = new WatchedRules(pool.size, [...packageRules, ...jobs]);
    this.#weak = new WeakDependencies(pool, this.#decisions);
    this.#policy = new Policy(pool, this.#weak);
  }

  /**
   * @returns packages, in the order in which they were decided
   * @throws Unsolvable
   */
  solve(): { packages: number[]; ties: Tie[] } {
    let level = this.#assert();
    // Where what was asked for is decided: it is looked at again only after going back behind that.
    let jobsAt = 2;
    for (;;) {
      if (level < jobsAt) {
        const start = level;
        level = this.#solveJobs(start);
        if (level < start) continue;
        jobsAt = level;
      }
      const start = level;
      level = this.#solveDependencies(start);
      if (level < start) continue;
      const better = this.#better();
      if (better === undefined) break;
      level = this.#take(better.branch, better.candidate);
    }
    const packages = this.#decisions.chosen();
    const isIn = (pkg: number) => this.#decisions.level(pkg) > 0;
    return { packages, ties: [...this.#ties.values()].filter(({ chosen }) => isIn(chosen)) };
  }

  /** Rules of one literal. */
  #assert(): number {
    for (const [number, { literals }] of this.#rules.rules.entries()) {
      if (literals.length !== 1) continue;
      const literal = literals[0]!;
      if (this.#decisions.isFalse(literal)) throw this.#unsolvable(number);
      if (!this.#decisions.isTrue(literal)) this.#decisions.decide(literal, 1, number);
    }
    const wrong = this.#propagate(1);
    if (wrong !== undefined) throw this.#unsolvable(wrong);
    return 1;
  }

  #solveJobs(start: number): number {
    let level = start;
    const first = this.#rules.rules.findIndex(({ reason }) => reason?.kind === 'requested');
    for (let at = 0; at < this.jobs.length; at++) {
      const open = this.#open(first + at);
      if (open.length === 0) continue;
      const next = this.#choose(level, open, first + at);
      if (next < start) return next;
      if (next === level) at--;
      else if (next < level) at = -1;
      level = next;
    }
    return level;
  }

  #solveDependencies(start: number): number {
    let level = start;
    let postponed = 0;
    for (let number = 1, seen = 1; ; number++, seen++) {
      if (seen >= this.#rules.count) {
        if (postponed <= 0) return level;
        number = postponed;
        postponed = -1;
        seen = 1;
      }
      if (number >= this.#rules.count) number = 1;
      const open = this.#open(number);
      if (open.length < 2) continue;
      // Where a choice has to be made, others may still make it.
      const candidates = postponed >= 0 ? this.#policy.prune(open) : open;
      if (candidates.length > 1 && postponed >= 0) {
        if (postponed === 0) postponed = number;
        continue;
      }
      const next = this.#choose(level, candidates, number);
      level = next;
      if (level < start) return level;
      seen = 0;
    }
  }

  /** What a rule leaves to be decided; empty for one that is satisfied, or says nothing yet. */
  #open(number: number): number[] {
    const open: number[] = [];
    for (const literal of this.#rules.rules[number]!.literals) {
      if (literal < 0) {
        if (!this.#decisions.isFalse(literal)) return [];
      } else if (this.#decisions.isTrue(literal)) return [];
      else if (!this.#decisions.isFalse(literal)) open.push(literal);
    }
    return open;
  }

  #choose(level: number, open: readonly number[], rule: number): number {
    const candidates = this.#policy.order(open);
    const [chosen, ...others] = candidates as [number, ...number[]];
    const { reason } = this.#rules.rules[rule]!;
    if (others.length > 0) {
      this.#branches.push({ level, candidates: [-chosen, ...others] });
      if (reason !== undefined) this.#ties.set(rule, { reason, chosen, others });
    }
    return this.#decide(level, chosen, rule);
  }

  /** Decides for a package, and all that follows. @returns the level that was reached; a lower one after a contradiction */
  #decide(start: number, pkg: number, rule: number): number {
    let level = start + 1;
    this.#decisions.decide(pkg, level, -rule);
    for (;;) {
      const wrong = this.#propagate(level);
      if (wrong === undefined) return level;
      if (level === 1) throw this.#unsolvable(wrong);
      const learned = learnFrom(wrong, level, this.#rules, this.#decisions);
      const { literals, from, second } = learned;
      const number = this.#rules.learn(literals, from, second);
      level = learned.level;
      this.#revert(level);
      this.#decisions.decide(literals[0]!, level, number);
    }
  }

  #propagate(level: number): number | undefined {
    const { queue } = this.#decisions;
    while (this.#propagated < queue.length) {
      const literal = queue[this.#propagated++]!;
      const wrong = this.#rules.propagate(literal, level, this.#decisions);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }

  #revert(level: number): { literal: number; reason: number } | undefined {
    const last = this.#decisions.revert(level);
    this.#propagated = this.#decisions.queue.length;
    while (this.#branches.length > 0 && this.#branches.at(-1)!.level >= level) this.#branches.pop();
    this.#weak.reset();
    return last;
  }

  /** The last choice, seen from the start, where another candidate is in anyway; or is recommended, where what was taken is not. */
  #better(): { branch: Branch; candidate: number } | undefined {
    let better: { branch: Branch; candidate: number } | undefined;
    for (const branch of [...this.#branches].reverse()) {
      const { candidates, level } = branch;
      const left = candidates.filter((pkg) => pkg > 0);
      const later = left.find((pkg) => this.#decisions.level(pkg) > level);
      if (later !== undefined) {
        better = { branch, candidate: later };
        continue;
      }
      const recommended = left.find((pkg) => this.#weak.isRecommended(pkg));
      if (recommended === undefined) continue;
      const taken = candidates.find((pkg) => pkg < 0 && this.#decisions.level(-pkg) === level + 1);
      if (taken === undefined || this.#weak.isRecommended(-taken)) continue;
      better = { branch, candidate: recommended };
    }
    return better;
  }

  #take(branch: Branch, candidate: number): number {
    const { candidates, level } = branch;
    candidates[candidates.indexOf(candidate)] = -candidate;
    // Those that were opened later go; this one stays, for its other candidates.
    this.#branches.length = this.#branches.indexOf(branch);
    const last = this.#revert(level);
    this.#branches.push(branch);
    const rule = -last!.reason;
    const tie = this.#ties.get(rule);
    if (tie !== undefined) {
      const all = [tie.chosen, ...tie.others];
      this.#ties.set(rule, {
        ...tie,
        chosen: candidate,
        others: all.filter((pkg) => pkg !== candidate),
      });
    }
    return this.#decide(level, candidate, rule);
  }

  #unsolvable(rule: number): Unsolvable {
    return new Unsolvable(causesOf(rule, this.#rules, this.#decisions));
  }
}
