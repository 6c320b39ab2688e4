import { createRequire } from 'node:module';
import type * as minimatch from 'minimatch';
import { BYTES } from './bracket.ts';
import { ANY, MAXIMUM_PATTERN, STAR, type Token, tooLong } from './tokens.ts';

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

/**
 * Has minimatch match the tokens. What it reads in another way than the C library (escapes, classes beyond ASCII, odd brackets)
 * is spelled out for it first.
 *
 * @throws SuperminError `PATTERN_LENGTH`
 */
export function compileSpelled(
  tokens: readonly Token[],
  pattern: string,
): (text: string) => boolean {
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
