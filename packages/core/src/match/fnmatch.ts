import { compileGreedy } from './greedy.ts';
import { compileSpelled } from './spelled.ts';
import { literalPrefix, STAR, tokensOf } from './tokens.ts';

/**
 * Compiles a pattern of fnmatch(3), in the C locale and with FNM_NOESCAPE. Neither `/` nor a leading dot nor a backslash is
 * special: see `excludeMatcher` and `HostGlob` for who wants what.
 *
 *     /etc/passwd            no wildcard: compared
 *     /etc/[!p]?.conf        as many characters as the text: minimatch
 *     /usr/share/*[bc]*.gz   stars, for which an expression would try place after place: `compileGreedy`
 *
 * @param pattern bytes, one a character
 * @returns tells whether the whole of a byte string fits, in time that grows with the lengths of both
 * @throws SuperminError `PATTERN_LENGTH`
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const tokens = tokensOf(pattern);
  const prefix = literalPrefix(tokens);
  if (prefix.length === tokens.length) return (text) => text === prefix;
  if (tokens.includes(STAR)) return compileGreedy(tokens);
  const matches = compileSpelled(tokens, pattern);
  // Each token takes one byte; to see that an expression does not fit takes longer.
  const { length } = tokens;
  return (text) => text.length === length && text.startsWith(prefix) && matches(text);
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
