import { compareRuns, nextRun, runAt } from '@supermin/core/backend';

/** They sort by rules of their own; all else between two runs only separates. */
const SPECIAL = '~^';

/**
 * Compares two versions, or two releases, as rpm does: -1, 0 or 1.
 *
 *     1.0~rc1 < 1.0 < 1.0^git1 < 1.0.1      1.10 > 1.9      1.a < 1.1      1_0 = 1.0
 *
 * Runs of digits compare as numbers, runs of letters as text, digits are newer than letters; anything else only
 * separates. `~` sorts before everything, even the end; `^` after the end and before everything else.
 */
export function rpmvercmp(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  for (;;) {
    i = nextRun(a, i, SPECIAL);
    j = nextRun(b, j, SPECIAL);
    const ranks = rank(a[i]) - rank(b[j]);
    if (ranks !== 0) return ranks < 0 ? -1 : 1;
    if (i === a.length) return 0;
    if (SPECIAL.includes(a[i]!)) {
      i++;
      j++;
      continue;
    }
    const left = runAt(a, i);
    const right = runAt(b, j);
    const order = compareRuns(left, right);
    if (order !== 0) return order;
    i += left.length;
    j += right.length;
  }
}

/** @param next the first character of what is left of a version; undefined at its end */
function rank(next: string | undefined): number {
  if (next === undefined) return 1;
  return { '~': 0, '^': 2 }[next] ?? 3;
}
