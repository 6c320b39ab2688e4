import { describe, expect, it } from 'vitest';
import { ANY, literalPrefix, MAXIMUM_PATTERN, STAR, tokensOf } from '../../src/match/tokens.ts';

const codes = (text: string) => [...text].map((each) => each.charCodeAt(0));

describe('tokensOf', () => {
  it('bytes that stand for themselves, `?`, `*`, and sets', () => {
    expect(tokensOf('')).toEqual([]);
    expect(tokensOf('/a\\\xff')).toEqual(codes('/a\\\xff'));
    expect(tokensOf('a?b*')).toEqual([...codes('a'), ANY, ...codes('b'), STAR]);
    const [set, next, ...rest] = tokensOf('[ab]c');
    const members = set as Uint8Array;
    expect([...members.keys()].filter((code) => members[code] === 1)).toEqual(codes('ab'));
    expect([next, ...rest]).toEqual(codes('c'));
  });

  it('a bracket that is never closed is a character, and so is one that closes nothing', () => {
    expect(tokensOf('[a')).toEqual(codes('[a'));
    expect(tokensOf('a]')).toEqual(codes('a]'));
  });

  it('one star is as good as many, behind all `?` that stand with them', () => {
    expect(tokensOf('***')).toEqual([STAR]);
    expect(tokensOf('*?*?')).toEqual([ANY, ANY, STAR]);
    expect(tokensOf('?*')).toEqual([ANY, STAR]);
    expect(tokensOf('*a*')).toEqual([STAR, ...codes('a'), STAR]);
    expect(tokensOf('a*?b')).toEqual([...codes('a'), ANY, STAR, ...codes('b')]);
  });

  it('refuses a pattern with too many of them', () => {
    expect(tokensOf('a'.repeat(MAXIMUM_PATTERN))).toHaveLength(MAXIMUM_PATTERN);
    expect(tokensOf('*'.repeat(MAXIMUM_PATTERN + 1))).toHaveLength(1);
    expect(() => tokensOf('a'.repeat(MAXIMUM_PATTERN + 1))).toThrow(
      expect.objectContaining({
        code: 'PATTERN_LENGTH',
        message: `the pattern '${'a'.repeat(40)}...' is too long`,
      }),
    );
  });
});

it.each([
  ['', ''],
  ['abc', 'abc'],
  ['/a\xe9?b', '/a\xe9'],
  ['a*', 'a'],
  ['a[b]c', 'a'],
  ['*a', ''],
  ['?a', ''],
])('literalPrefix of %j is %j', (pattern, prefix) => {
  expect(literalPrefix(tokensOf(pattern))).toBe(prefix);
});
