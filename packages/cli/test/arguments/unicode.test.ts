import { fromUnicode } from '@supermin/core';
import { expect, it } from 'vitest';
import { toUnicode } from '../../src/arguments/unicode.ts';

it('bytes are decoded as UTF-8', () => {
  expect(toUnicode('caf\u00c3\u00a9')).toBe('café');
  expect(toUnicode(fromUnicode('naïve ☕'))).toBe('naïve ☕');
  expect(toUnicode('plain')).toBe('plain');
});
