import { createRequire } from 'node:module';
import type * as minimatch from 'minimatch';
import { SuperminError } from '../errors/supermin-error.ts';
import { displayPath } from '../path/byte-path.ts';

/** minimatch cut down to `*`, `?` and `[...]`: no braces, no extglob, no `**`, no comments, no negation. */
const PLAIN = {
  nobrace: true,
  noext: true,
  noglobstar: true,
  nocomment: true,
  nonegate: true,
  dot: true,
} as const;

// Characters that no byte string holds (U+E000 is beyond latin-1).
/** Stands for `/`, which means something to minimatch and nothing to fnmatch(3) without FNM_PATHNAME. */
const SLASH = '\ue000';
/** Matches nothing. */
const NOTHING = '\ue001';
/** Stands before pattern and text: minimatch thinks of the empty name, `.` and `..` as special. */
const START = '\ue002';

/** minimatch takes no more. */
const MAXIMUM_PATTERN = 65_536;

/** One of a pattern's tokens: a byte that stands for itself, the bytes that a bracket expression matches, `?` or `*`. */
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

/**
 * Compiles a pattern of fnmatch(3), in the C locale and with FNM_NOESCAPE. Neither `/` nor a leading dot nor a backslash is
 * special: see `excludeMatcher` and `HostGlob` for who wants what.
 *
 * The work is minimatch's. What it reads in another way than the C library (escapes, classes beyond ASCII, odd brackets) is
 * spelled out for it first.
 *
 * @param pattern bytes, one a character
 * @returns tells whether the whole of a byte string fits
 * @throws SuperminError `PATTERN_LENGTH`
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const tokens = tokensOf(pattern);
  const prefix = literalPrefix(tokens);
  const [wild, ...rest] = tokens.slice(prefix.length);
  if (wild === undefined) return (text) => text === prefix;
  const suffix = literalPrefix(rest);
  if (wild === STAR && suffix.length === rest.length) {
    // Most patterns are `/directory/*` or `*.suffix`.
    const least = prefix.length + suffix.length;
    return (text) => text.startsWith(prefix) && text.endsWith(suffix) && text.length >= least;
  }
  const matches = compileTokens(tokens, pattern);
  return (text) => text.startsWith(prefix) && matches(text);
}

/** The bytes that stand for themselves at the start of a pattern: whatever fits begins with them. */
export function patternPrefix(pattern: string): string {
  return literalPrefix(tokensOf(pattern));
}

/** Whether whatever begins with the pattern's prefix fits: `/directory/*`. */
export function isPrefixPattern(pattern: string): boolean {
  const tokens = tokensOf(pattern);
  return tokens.at(-1) === STAR && literalPrefix(tokens).length === tokens.length - 1;
}

/** @throws SuperminError `PATTERN_LENGTH` */
function tokensOf(pattern: string): Token[] {
  const tokens = orderWildcards(tokenize(pattern));
  if (tokens.length > MAXIMUM_PATTERN) throw tooLong(pattern);
  return tokens;
}

function literalPrefix(tokens: readonly Token[]): string {
  let prefix = '';
  for (const token of tokens) {
    if (typeof token !== 'number' || token < 0) break;
    prefix += String.fromCharCode(token);
  }
  return prefix;
}

function compileTokens(tokens: readonly Token[], pattern: string): (text: string) => boolean {
  const spelled = START + tokens.map(spell).join('');
  if (spelled.length > MAXIMUM_PATTERN) throw tooLong(pattern);
  let expression: RegExp | undefined;
  return (text) => {
    expression ??= expressionOf(spelled);
    return expression.test(START + (text.includes('/') ? text.replaceAll('/', SLASH) : text));
  };
}

function expressionOf(spelled: string): RegExp {
  // Loaded with the first text that gets so far, which not every appliance has: it takes as long as a look at 3,000 files.
  const { Minimatch } = createRequire(import.meta.url)('minimatch') as typeof minimatch;
  const expression = new Minimatch(spelled, PLAIN).makeRe();
  if (expression === false) throw new Error(`minimatch makes nothing of '${spelled}'`);
  return expression;
}

function tooLong(pattern: string): SuperminError {
  const shown = displayPath(pattern.slice(0, 40));
  return new SuperminError('PATTERN_LENGTH', `the pattern '${shown}...' is too long`);
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '?') tokens.push(ANY);
    else if (character === '*') tokens.push(STAR);
    else if (character === '[') {
      const bracket = parseBracket(pattern, at);
      tokens.push(bracket.token);
      at = bracket.end;
    } else tokens.push(pattern.charCodeAt(at));
  }
  return tokens;
}

/** `*?*?` is `??*`: the same, and an expression that need not try every way to share out the bytes. */
function orderWildcards(tokens: readonly Token[]): Token[] {
  const ordered: Token[] = [];
  for (const token of tokens) {
    if (token === STAR && ordered.at(-1) === STAR) continue;
    if (token === ANY && ordered.at(-1) === STAR) ordered.splice(-1, 0, ANY);
    else ordered.push(token);
  }
  return ordered;
}

function spell(token: Token): string {
  if (token === ANY) return '?';
  if (token === STAR) return '*';
  if (typeof token === 'number') return literal(token);
  const members = BYTES.filter((code) => token[code] === 1);
  // Something has to stand before a `^` or `!` that is a member, and in an empty set.
  return `[${NOTHING}${members.map(member).join('')}]`;
}

function literal(code: number): string {
  const character = String.fromCharCode(code);
  if (character === '/') return SLASH;
  return /[*?[\]\\]/.test(character) ? `\\${character}` : character;
}

/** Within brackets some more characters mean something. */
function member(code: number): string {
  const character = String.fromCharCode(code);
  if (character === '/') return SLASH;
  return /[[\]\\^!-]/.test(character) ? `\\${character}` : character;
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
