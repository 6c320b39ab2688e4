import { describe, expect, it } from 'vitest';
import { parseName } from '../src/name.ts';

describe('parseName', () => {
  it.each([
    ['box', 'box', 'box'],
    ['@me/box', '@me/box', 'box'],
    ['a.b_c-1', 'a.b_c-1', 'a.b_c-1'],
  ])('takes %s', (text, full, short) => {
    expect(parseName(text)).toEqual({ full, short });
  });

  it.each([
    ...['', ' ', 'Box', 'a b', '.', '..', '.a', '_a', '-a', '@me/-a', '@me', '@me/', '@/a', 'a/b'],
    ...['../a', '/a', '@../a', '@me/../a', 'a\nb', 'a\0', 'é', 'node_modules', '@me/node_modules'],
    'a'.repeat(215),
  ])('refuses %j', (text) => {
    expect(() => parseName(text)).toThrow(expect.objectContaining({ code: 'NAME' }));
  });
});
