import type { Alternative } from '../../format/relation.ts';
import type { Solution } from './pool.ts';
import type { Selection } from './selection.ts';

/** Packages that satisfy an alternative: protected ones first, then of the very name, essential, important, by priority, and those
 * whose name has the highest number.
 */
export function bestFirst(selection: Selection, alternative: Alternative): Solution[] {
  const rank = ({ candidate, real }: Solution) => [
    selection.protected.has(candidate) ? 0 : 1,
    real ? 0 : 1,
    candidate.essential ? 0 : 1,
    candidate.important ? 0 : 1,
    candidate.priority,
    -candidate.id,
  ];
  return selection.pool
    .solutions(alternative)
    .map((solution) => ({ solution, rank: rank(solution) }))
    .sort((a, b) => compareRanks(a.rank, b.rank))
    .map(({ solution }) => solution);
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
