import { describe, expect, it } from 'vitest';
import { compileSpelled } from '../../src/match/spelled.ts';
import { MAXIMUM_PATTERN, tokensOf } from '../../src/match/tokens.ts';

const matches = (pattern: string, text: string) => compileSpelled(tokensOf(pattern), pattern)(text);

const BYTES = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

describe('compileSpelled', () => {
  it('each byte stands for itself and nothing else', () => {
    for (const byte of BYTES.filter((each) => !'*?'.includes(each))) {
      const matched = BYTES.filter((text) => matches(`x${byte}`, `x${text}`));
      expect(matched).toEqual([byte]);
    }
  });

  it('`?` is any byte, `*` any number of them, also a slash, a dot at the start, a line feed', () => {
    expect(BYTES.every((byte) => matches('?', byte))).toBe(true);
    expect(matches('?', '')).toBe(false);
    expect(matches('?', 'ab')).toBe(false);
    for (const text of ['', '.', '..', '/', '.a/b', 'a\nb', '/a/../b']) {
      expect(matches('*', text)).toBe(true);
      expect(matches('a*b', `a${text}b`)).toBe(true);
    }
  });

  it('a set is its members, whatever they mean elsewhere', () => {
    for (const [set, members] of [
      ['[abc]', 'abc'],
      ['[]^!-]', '!-]^'],
      ['[*?[\\]', '*?[\\'],
      ['[/.]', './'],
      ['[+--]', '+,-'],
    ]) {
      const matched = BYTES.filter((byte) => matches(set!, byte));
      expect(matched.join('')).toBe(members);
    }
    expect(BYTES.filter((byte) => matches('[!/]', byte))).toHaveLength(255);
    expect(BYTES.filter((byte) => matches('[z-a]', byte))).toEqual([]);
  });

  it.each(['{a,b}', '+(a)', '!(a)', '#a', '!a', '**/a', '@(a|b)'])(
    'knows nothing else that has a meaning in other patterns: %s',
    (pattern) => {
      expect(matches(pattern, pattern)).toBe(true);
      for (const text of ['a', 'b', 'aa']) expect(matches(pattern, text)).toBe(false);
    },
  );

  it('matches the whole text, in its case', () => {
    expect(matches('a?', 'xab')).toBe(false);
    expect(matches('a?', 'abx')).toBe(false);
    expect(matches('a?', 'Ab')).toBe(false);
  });

  it('refuses a pattern that gets too long when it is spelled out', () => {
    // 255 members each.
    const pattern = '[!a]'.repeat(MAXIMUM_PATTERN / 256 + 1);
    expect(() => compileSpelled(tokensOf(pattern), pattern)).toThrow(
      expect.objectContaining({ code: 'PATTERN_LENGTH' }),
    );
  });
});
