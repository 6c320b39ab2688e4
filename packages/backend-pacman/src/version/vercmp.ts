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
    const left = skipSeparators(a, i);
    const right = skipSeparators(b, j);
    const order = sign(left - i - (right - j));
    i = left;
    j = right;
    if (i === a.length || j === b.length) break;
    if (order !== 0) return order;
    const isNumber = isDigit(a.charCodeAt(i));
    const belongs = isNumber ? isDigit : isLetter;
    const leftEnd = runEnd(a, i, belongs);
    const rightEnd = runEnd(b, j, belongs);
    if (rightEnd === j) return isNumber ? 1 : -1;
    const compare = isNumber ? compareNumbers : compareText;
    const runs = compare(a.slice(i, leftEnd), b.slice(j, rightEnd));
    if (runs !== 0) return runs;
    i = leftEnd;
    j = rightEnd;
  }
  return compareRests(a, i, b, j);
}

/** One has ended, perhaps both: what the other one has left decides. */
function compareRests(a: string, i: number, b: string, j: number): -1 | 0 | 1 {
  if (i === a.length && j === b.length) return 0;
  if (i < a.length) return isLetter(a.charCodeAt(i)) ? -1 : 1;
  return isLetter(b.charCodeAt(j)) ? 1 : -1;
}

function sign(difference: number): -1 | 0 | 1 {
  if (difference === 0) return 0;
  return difference < 0 ? -1 : 1;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** ASCII only: package names and versions do not depend on the locale. */
function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isDigit(text.charCodeAt(at)) && !isLetter(text.charCodeAt(at))) at++;
  return at;
}

function runEnd(text: string, from: number, belongs: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && belongs(text.charCodeAt(at))) at++;
  return at;
}

/** Of any length: build numbers and dates exceed 2^53. */
function compareNumbers(a: string, b: string): -1 | 0 | 1 {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return left.length === right.length ? compareText(left, right) : sign(left.length - right.length);
}

function compareText(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
