import { expect, it } from 'vitest';
import { shortened, textWidth } from '../../src/treemap/text-width.ts';

it('letters have widths of their own, and names of frames are bold', () => {
  expect(textWidth('mmm')).toBeGreaterThan(2 * textWidth('iii'));
  expect(textWidth('usr', 'title')).toBeGreaterThan(textWidth('usr'));
  expect(textWidth('')).toBe(0);
});

it('as much of a name as fits, and nothing where that is too little', () => {
  const name = 'libcrypto.so.3';
  expect(shortened(name, textWidth(name))).toBe(name);
  const part = shortened(name, textWidth(name) - 1);
  expect(part).toMatch(/^libcrypto.*…$/);
  expect(textWidth(part)).toBeLessThanOrEqual(textWidth(name) - 1);
  expect(shortened(name, textWidth('libcr…'))).toBe('libcr…');
  expect(shortened(name, textWidth('libc…'))).toBe('');
});
