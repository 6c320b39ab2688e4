import { expect, it } from 'vitest';
import { isFastStartOff } from '../../src/fast-start/is-off.ts';

it.each([
  ['0', true],
  ['1', false],
  ['', false],
  [undefined, false],
])('SUPERMIN_FAST_START=%s: %s', (value, off) => {
  expect(isFastStartOff({ SUPERMIN_FAST_START: value })).toBe(off);
});
