import type { Decisions } from './decisions.ts';
import type { RuleDraft, RuleReason } from './rules.ts';

/** A rule, two of whose literals are watched: as long as neither is false, nothing follows from it. */
export interface Rule {
  literals: readonly number[];
  /** Absent for what was learned from others. */
  reason?: RuleReason | undefined;
  /** Numbers of the rules that it was learned from. */
  from?: readonly number[];
  watched: [first: number, second: number];
  /** The next rule that watches the same literal. */
  next: [first: number, second: number];
}

/**
 * Rules, and what follows from them and from decisions. Rules have numbers from 1 on. Which literals are watched, and in which order
 * rules are looked at, is as in libsolv: it decides which of several contradictions is met first.
 */
export class WatchedRules {
  readonly rules: Rule[] = [{ literals: [], watched: [0, 0], next: [0, 0] }];
  /** The first rule that watches a literal. */
  readonly #heads: Int32Array;

  constructor(
    private readonly packages: number,
    drafts: readonly RuleDraft[],
  ) {
    this.#heads = new Int32Array(2 * packages + 1);
    for (const { literals, reason } of drafts) {
      const watched: [number, number] = [literals[0]!, literals[1] ?? 0];
      this.rules.push({ literals, reason, watched, next: [0, 0] });
    }
    for (let number = this.rules.length - 1; number > 0; number--) this.#watch(number);
  }

  get count(): number {
    return this.rules.length;
  }

  /** @param second what has to be watched beside the first literal */
  learn(literals: readonly number[], from: readonly number[], second: number): number {
    const watched: [number, number] = [literals[0]!, second];
    const number = this.rules.push({ literals, from, watched, next: [0, 0] }) - 1;
    this.#watch(number);
    return number;
  }

  /** Decides what follows from a decision. @returns the number of a rule that cannot be satisfied any more */
  propagate(literal: number, level: number, decisions: Decisions): number | undefined {
    const wrong = -literal;
    let before: { rule: Rule; side: 0 | 1 } | undefined;
    let next = 0;
    for (let number = this.#heads[wrong + this.packages]!; number !== 0; number = next) {
      const rule = this.rules[number]!;
      const side = rule.watched[0] === wrong ? 0 : 1;
      next = rule.next[side];
      const other = rule.watched[1 - side]!;
      const found = decisions.isTrue(other)
        ? undefined
        : rule.literals.find((each) => each !== other && !decisions.isFalse(each));
      if (decisions.isTrue(other) || found === undefined) {
        before = { rule, side };
        if (decisions.isTrue(other)) continue;
        if (decisions.isFalse(other)) return number;
        decisions.decide(other, level, number);
        continue;
      }
      // Something else is watched from now on.
      if (before === undefined) this.#heads[wrong + this.packages] = next;
      else before.rule.next[before.side] = next;
      rule.watched[side] = found;
      rule.next[side] = this.#heads[found + this.packages]!;
      this.#heads[found + this.packages] = number;
    }
    return undefined;
  }

  #watch(number: number): void {
    const rule = this.rules[number]!;
    if (rule.watched[1] === 0) return;
    for (const side of [0, 1] as const) {
      const at = rule.watched[side] + this.packages;
      rule.next[side] = this.#heads[at]!;
      this.#heads[at] = number;
    }
  }
}
