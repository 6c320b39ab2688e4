import { SuperminError } from '../errors/supermin-error.ts';
import { displayPath } from '../path/byte-path.ts';
import { BracketReader, type ByteSet } from './bracket.ts';

/** One of a pattern's tokens: a byte that stands for itself, the bytes that a bracket expression matches, `?` or `*`. */
export type Token = number | ByteSet;

export const ANY = -1;
export const STAR = -2;

/** minimatch takes no more. */
export const MAXIMUM_PATTERN = 65_536;

/**
 * The tokens of a pattern of fnmatch(3) with FNM_NOESCAPE, in the C locale.
 *
 * @param pattern bytes, one a character
 * @throws SuperminError `PATTERN_LENGTH`
 */
export function tokensOf(pattern: string): Token[] {
  const tokens = orderWildcards(tokenize(pattern));
  if (tokens.length > MAXIMUM_PATTERN) throw tooLong(pattern);
  return tokens;
}

/** The bytes that stand for themselves at the start. */
export function literalPrefix(tokens: readonly Token[]): string {
  let prefix = '';
  for (const token of tokens) {
    if (typeof token !== 'number' || token < 0) break;
    prefix += String.fromCharCode(token);
  }
  return prefix;
}

export function tooLong(pattern: string): SuperminError {
  const shown = displayPath(pattern.slice(0, 40));
  return new SuperminError('PATTERN_LENGTH', `the pattern '${shown}...' is too long`);
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  const brackets = new BracketReader(pattern);
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    const bracket = character === '[' ? brackets.read(at) : undefined;
    if (bracket !== undefined) {
      tokens.push(bracket.set);
      at = bracket.end;
    } else if (character === '?') tokens.push(ANY);
    else if (character === '*') tokens.push(STAR);
    else tokens.push(pattern.charCodeAt(at));
  }
  return tokens;
}

/** `*?*?` is `??*`: the same with one star. */
function orderWildcards(tokens: readonly Token[]): Token[] {
  const ordered: Token[] = [];
  for (const token of tokens) {
    if (token === STAR && ordered.at(-1) === STAR) continue;
    if (token === ANY && ordered.at(-1) === STAR) ordered.splice(-1, 0, ANY);
    else ordered.push(token);
  }
  return ordered;
}
