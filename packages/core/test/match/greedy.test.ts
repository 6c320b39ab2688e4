import { randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it } from 'vitest';
import { compileGreedy } from '../../src/match/greedy.ts';
import { tokensOf } from '../../src/match/tokens.ts';

const matches = (pattern: string, text: string) => compileGreedy(tokensOf(pattern))(text);

/** Tries every way to share out the text: right, and of no use for long ones. */
function backtrack(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0]!, pattern.slice(1)];
  if (first === '*') {
    return Array.from({ length: text.length + 1 }).some((_, at) => backtrack(rest, text.slice(at)));
  }
  return text !== '' && (first === '?' || first === text[0]) && backtrack(rest, text.slice(1));
}

describe('compileGreedy', () => {
  it.each([
    ['/d/*a[bc]*d', '/d/xacxd', true],
    ['/d/*a[bc]*d', '/d/acd', true],
    ['/d/*a[bc]*d', '/d/acx', false],
    ['/d/*a[bc]*d', '/d/d', false],
    ['ab*ba*', 'aba', false],
    ['*ab*b', 'ab', false],
    ['*ab*b', 'abb', true],
    ['*/?*/*', '//', false],
    ['*/?*/*', '/a/', true],
    ['*a*', '', false],
    ['*[!a]*[b]', 'ab', false],
    ['*[!a]*[b]', 'cb', true],
  ])('%s: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it('says what trying every way says', () => {
    const random = randomNumbers(3);
    const some = (from: string, most: number) =>
      Array.from({ length: random(most + 1) }, () => from[random(from.length)]).join('');
    let fitting = 0;
    for (let round = 0; round < 5000; round++) {
      const pattern = `${some('ab*?', 6)}*${some('ab*?', 3)}`;
      const text = some('ab', 8);
      const expected = backtrack(pattern, text);
      if (expected) fitting++;
      expect(matches(pattern, text), `${pattern} ${text}`).toBe(expected);
    }
    expect(fitting).toBeGreaterThan(1000);
  });
});
