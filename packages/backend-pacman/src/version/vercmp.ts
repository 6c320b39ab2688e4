import { compareRuns, isLetterAt, nextRun, runAt } from '@supermin/core/backend';

/**
 * Compares two versions, or two releases, as pacman does: -1, 0 or 1.
 *
 *     1.0a < 1.0beta < 1.0p < 1.0rc < 1.0 < 1.0.a < 1.0.1      1.10 > 1.9      1.0+r7 = 1.0.r7      1..0 > 1.0
 *
 * Runs of digits compare as numbers, runs of letters as text, digits are newer than letters. It has grown apart from rpm's
 * algorithm: `~` and `^` only separate, a separator counts by its length, and letters that follow the end of the other
 * version directly make it older. See vercmp(8).
 */
export function vercmp(a: string, b: string): -1 | 0 | 1 {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const [lastI, lastJ] = [i, j];
    i = nextRun(a, i);
    j = nextRun(b, j);
    if (i === a.length || j === b.length) break;
    const separators = i - lastI - (j - lastJ);
    if (separators !== 0) return separators < 0 ? -1 : 1;
    const left = runAt(a, i);
    const right = runAt(b, j);
    const order = compareRuns(left, right);
    if (order !== 0) return order;
    i += left.length;
    j += right.length;
  }
  return compareRests(a, i, b, j);
}

/** One has ended, perhaps both: what the other one has left decides. */
function compareRests(a: string, i: number, b: string, j: number): -1 | 0 | 1 {
  if (i === a.length && j === b.length) return 0;
  if (i < a.length) return isLetterAt(a, i) ? -1 : 1;
  return isLetterAt(b, j) ? 1 : -1;
}
