/**
 * The digits, or the letters, that begin at `at` of a version: `1.10rc` has `10` at 2 and `rc` at 4. Empty where there is
 * neither. ASCII only: versions do not depend on the locale.
 */
export function runAt(version: string, at: number): string {
  const isMember = isDigit(version.charCodeAt(at)) ? isDigit : isLetter;
  let end = at;
  while (end < version.length && isMember(version.charCodeAt(end))) end++;
  return version.slice(at, end);
}

/** Where the next run begins at or after `at`, or one of the characters in `stops`; the length of the version if none does. */
export function nextRun(version: string, at: number, stops = ''): number {
  let next = at;
  while (next < version.length) {
    const code = version.charCodeAt(next);
    if (isDigit(code) || isLetter(code) || stops.includes(version[next]!)) break;
    next++;
  }
  return next;
}

/** Digits compare as numbers of any length, letters as text, and digits are newer than letters. Neither run is empty. */
export function compareRuns(a: string, b: string): -1 | 0 | 1 {
  const isNumber = startsWithDigit(a);
  if (isNumber !== startsWithDigit(b)) return isNumber ? 1 : -1;
  if (!isNumber) return compareText(a, b);
  // Build numbers and dates exceed 2^53. Of two numbers without leading zeros the longer one is the larger one.
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length < right.length ? -1 : 1;
  return compareText(left, right);
}

/** Whether the rest of a version begins with a letter. */
export function isLetterAt(version: string, at: number): boolean {
  return isLetter(version.charCodeAt(at));
}

function startsWithDigit(run: string): boolean {
  return isDigit(run.charCodeAt(0));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function compareText(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
