/**
 * A compiled pattern of fnmatch(3), in the C locale and with FNM_NOESCAPE: one token for each thing that it matches.
 *
 *     'a[0-9]*'    is   97, the set of the digits, STAR
 *
 * Neither `/` nor a leading dot nor a backslash is special here: see `excludeMatcher` and `HostGlob` for who wants what.
 */
export type Pattern = readonly Token[];

/** The code of a byte that stands for itself, the bytes that a bracket expression matches, `?` or `*`. */
type Token = number | Uint8Array;

const ANY = -1;
const STAR = -2;

/** POSIX character classes in the C locale: bytes above 127 are in none of them. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

const BYTES: readonly number[] = Array.from({ length: 256 }, (_, code) => code);

/** @param pattern bytes, one a character */
export function compilePattern(pattern: string): Pattern {
  const tokens: Token[] = [];
  const lastClosing = pattern.lastIndexOf(']');
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '?') tokens.push(ANY);
    else if (character === '*') {
      if (tokens.at(-1) !== STAR) tokens.push(STAR);
    } else if (character === '[' && at < lastClosing) {
      const bracket = parseBracket(pattern, at);
      tokens.push(bracket.token);
      at = bracket.end;
    } else tokens.push(pattern.charCodeAt(at));
  }
  return tokens;
}

/**
 * Whether the whole of `text` (bytes, one a character) fits. It takes at most as many steps as the product of both
 * lengths: where a later part does not fit, only the last `*` before it is made longer.
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const token = pattern[index];
    if (token === STAR) {
      star = index++;
      starAt = at;
    } else if (token !== undefined && fits(token, text.charCodeAt(at))) {
      index++;
      at++;
    } else if (star >= 0) {
      index = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (pattern[index] === STAR) index++;
  return index === pattern.length;
}

/** True if the pattern begins with this very character, rather than with something that also matches it. */
export function beginsWith(pattern: Pattern, character: string): boolean {
  return pattern[0] === character.charCodeAt(0);
}

function fits(token: Token, code: number): boolean {
  return typeof token === 'number' ? token === code || token === ANY : token[code] === 1;
}

/**
 * The bracket expression that opens at `start`; one that is never closed is the character `[`.
 *
 * @returns the token, and where the expression ends
 */
function parseBracket(pattern: string, start: number): { token: Token; end: number } {
  let at = start + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  const first = at;
  const set = new Uint8Array(256);
  // At a class that does not exist glibc gives up: what stands before it counts, what follows does not.
  let lost = false;
  while (pattern[at] !== ']' || at === first) {
    if (at >= pattern.length) return { token: pattern.charCodeAt(start), end: start };
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 16));
    const part = named ? classMembers(named) : range(pattern, at);
    at += part.length;
    lost ||= part.codes === undefined;
    if (!lost) for (const code of part.codes!) set[code] = 1;
  }
  if (!negated) return { token: set, end: at };
  return { token: lost ? new Uint8Array(256) : set.map((member) => 1 - member), end: at };
}

/** A part of a bracket expression: the bytes that it stands for, and how much of the pattern it takes up. */
interface Part {
  codes: readonly number[] | undefined;
  length: number;
}

function classMembers([spelled, name]: RegExpExecArray): Part {
  const members = Object.hasOwn(CLASSES, name!) ? CLASSES[name!] : undefined;
  return {
    codes: members && BYTES.filter((code) => members.test(String.fromCharCode(code))),
    length: spelled.length,
  };
}

/** `a-z`, or a single character; a range the wrong way round is empty. */
function range(pattern: string, at: number): Part {
  const low = element(pattern, at);
  const dash = at + low.length;
  if (pattern[dash] !== '-' || pattern[dash + 1] === ']' || dash + 1 >= pattern.length) {
    return { codes: [low.code], length: low.length };
  }
  const high = element(pattern, dash + 1);
  return {
    codes: BYTES.slice(low.code, high.code + 1),
    length: low.length + 1 + high.length,
  };
}

/** One character of a bracket expression, also spelled `[.c.]` or `[=c=]`: in the C locale that is the same. */
function element(pattern: string, at: number): { code: number; length: number } {
  const spelled = /^\[([.=])(.)\1\]/s.exec(pattern.slice(at, at + 5));
  return spelled
    ? { code: spelled[2]!.charCodeAt(0), length: 5 }
    : { code: pattern.charCodeAt(at), length: 1 };
}
