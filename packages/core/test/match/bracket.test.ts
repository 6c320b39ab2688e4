import { describe, expect, it } from 'vitest';
import { BracketReader } from '../../src/match/bracket.ts';

function read(pattern: string, start = 0): string | undefined {
  const bracket = new BracketReader(pattern).read(start);
  if (bracket === undefined) return undefined;
  const members = [...bracket.set].flatMap((member, code) => (member === 1 ? [code] : []));
  return `${String.fromCharCode(...members)} ${bracket.end}`;
}

describe('BracketReader', () => {
  it.each([
    ['[abc]', 'abc 4'],
    ['[a-c]', 'abc 4'],
    ['[]a]', ']a 3'],
    ['[[:digit:]x]', '0123456789x 11'],
    ['[[.-.]a]', '-a 7'],
    ['[c-a]', ' 4'],
    ['[a[:none:]b]', 'a 11'],
    ['[a', undefined],
    ['[', undefined],
    ['[]', undefined],
    ['[[:digit:]', undefined],
  ])('%s', (pattern, expected) => {
    expect(read(pattern)).toBe(expected);
  });

  it('finds the closed ones among those that are never closed', () => {
    const pattern = '[[:digit:][[:digit:]';
    const reader = new BracketReader(pattern);
    const ends = [...pattern].map((character, at) =>
      character === '[' ? reader.read(at)?.end : undefined,
    );
    expect(ends.filter((end) => end !== undefined)).toEqual([9, 19]);
  });
});
