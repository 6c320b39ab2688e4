import type { Decisions } from './decisions.ts';
import type { RuleReason } from './rules.ts';
import type { WatchedRules } from './watched-rules.ts';

export interface Learned {
  /** What has to hold, the literal that is decided by it first. */
  literals: number[];
  /** Numbers of the rules that it follows from. */
  from: number[];
  /** The literal that is watched beside the first. */
  second: number;
  /** To which decisions are to be taken back. */
  level: number;
}

/**
 * What a contradiction teaches: the decisions of its level are replaced by what they followed from, until a single one is left (the
 * first "unique implication point"); with those of lower levels, it must not be made again.
 *
 * @param rule that cannot be satisfied any more
 * @param level at which that was seen
 */
export function learnFrom(
  rule: number,
  level: number,
  { rules }: WatchedRules,
  decisions: Decisions,
): Learned {
  const seen = new Set<number>();
  const lower: number[] = [];
  const from: number[] = [];
  let open = 0;
  let next = rule;
  let at = decisions.queue.length;
  for (;;) {
    from.push(next);
    for (const literal of rules[next]!.literals) {
      const pkg = Math.abs(literal);
      if (decisions.isTrue(literal) || seen.has(pkg)) continue;
      const depth = Math.abs(decisions.level(pkg));
      // What has to be anyway needs no mention.
      if (depth === 1) continue;
      seen.add(pkg);
      if (depth === level) open++;
      else lower.push(literal);
    }
    do at--;
    while (
      !seen.has(Math.abs(decisions.queue[at]!)) ||
      Math.abs(decisions.level(Math.abs(decisions.queue[at]!))) !== level
    );
    if (--open === 0) break;
    next = decisions.reasons[at]!;
  }
  const back = Math.max(1, ...lower.map((literal) => Math.abs(decisions.level(Math.abs(literal)))));
  const second =
    lower.find((literal) => Math.abs(decisions.level(Math.abs(literal))) === back) ?? 0;
  return { literals: [-decisions.queue[at]!, ...lower], from, second, level: back };
}

/** Why a rule cannot be satisfied by what has to be: all that led there, the rule itself first. */
export function causesOf(
  rule: number,
  { rules }: WatchedRules,
  decisions: Decisions,
): RuleReason[] {
  const reasons = new Map<number, number>();
  for (const [at, literal] of decisions.queue.entries()) {
    reasons.set(Math.abs(literal), decisions.reasons[at]!);
  }
  const seen = new Set<number>();
  const causes: RuleReason[] = [];
  const waiting = [rule];
  for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
    if (number <= 0 || seen.has(number)) continue;
    seen.add(number);
    const { reason, from = [], literals } = rules[number]!;
    if (reason !== undefined) causes.push(reason);
    waiting.push(...from, ...literals.map((literal) => reasons.get(Math.abs(literal)) ?? 0));
  }
  return causes;
}
