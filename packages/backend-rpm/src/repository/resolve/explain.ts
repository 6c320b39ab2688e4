import { spell } from '../../format/spell.ts';
import type { Pool } from './pool.ts';
import type { RuleReason } from './rules.ts';
import type { Tie } from './solver.ts';

/** Why there is no solution, a sentence for each rule that it takes to show it. */
export function explain(pool: Pool, causes: readonly RuleReason[]): string[] {
  return [...new Set(causes.map((cause) => sentence(pool, cause)))];
}

function sentence(pool: Pool, reason: RuleReason): string {
  switch (reason.kind) {
    case 'requested':
      return `${reason.name} is asked for`;
    case 'missing':
      return `${pool.label(reason.pkg)} requires ${spell(reason.dependency)}, which nothing provides`;
    case 'same-name':
      return `of ${pool.label(reason.pkg)} and ${pool.label(reason.other)} there can be only one`;
    case 'conflicts':
      return `${pool.label(reason.pkg)} conflicts with ${spell(reason.dependency)}`;
    case 'obsoletes':
      return `${pool.label(reason.pkg)} obsoletes ${spell(reason.dependency)}`;
    case 'requires':
      return `${pool.label(reason.pkg)} requires ${spell(reason.dependency)}`;
  }
}

/** A choice, for `-v`. */
export function describeTie(pool: Pool, { reason, chosen, others }: Tie): string {
  const names = others.map((pkg) => pool.entry(pkg).name).join(', ');
  const what =
    reason.kind === 'requested'
      ? reason.name
      : 'dependency' in reason
        ? spell(reason.dependency)
        : '';
  return `'${what}': chose ${pool.entry(chosen).name}, not ${names}`;
}
