const TILDE = 0x7e;
const CARET = 0x5e;

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
    i = skipSeparators(a, i);
    j = skipSeparators(b, j);
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(j);
    if (left === TILDE || right === TILDE) {
      if (left !== TILDE) return 1;
      if (right !== TILDE) return -1;
    } else if (left === CARET || right === CARET) {
      if (i === a.length) return -1;
      if (j === b.length) return 1;
      if (left !== CARET) return 1;
      if (right !== CARET) return -1;
    } else {
      if (i === a.length || j === b.length) break;
      const isNumber = isDigit(left);
      const belongs = isNumber ? isDigit : isLetter;
      const leftEnd = runEnd(a, i, belongs);
      const rightEnd = runEnd(b, j, belongs);
      if (rightEnd === j) return isNumber ? 1 : -1;
      const order = isNumber
        ? compareNumbers(a.slice(i, leftEnd), b.slice(j, rightEnd))
        : compareText(a.slice(i, leftEnd), b.slice(j, rightEnd));
      if (order !== 0) return order;
      i = leftEnd;
      j = rightEnd;
      continue;
    }
    i++;
    j++;
  }
  if (i === a.length && j === b.length) return 0;
  return i === a.length ? -1 : 1;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** ASCII only: rpm does not look at the locale. */
function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code) || isLetter(code) || code === TILDE || code === CARET) break;
  }
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
  if (left.length !== right.length) return left.length < right.length ? -1 : 1;
  return compareText(left, right);
}

function compareText(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
