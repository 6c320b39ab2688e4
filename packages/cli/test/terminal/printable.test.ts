import { expect, it } from 'vitest';
import { printable } from '../../src/terminal/printable.ts';

it.each([
  ['\x00\x08', '\\x00\\x08'],
  ['\x0b\x1f', '\\x0b\\x1f'],
  ['\x7f\x80\x9f', '\\x7f\\x80\\x9f'],
  ['a\tb\n', 'a\tb\n'],
  [' ~\xa0é', ' ~\xa0é'],
  ['\r\x1b[2J', '\\x0d\\x1b[2J'],
])('%j is shown as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
