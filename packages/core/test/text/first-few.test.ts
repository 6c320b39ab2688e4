import { expect, it } from 'vitest';
import { firstFew } from '../../src/text/first-few.ts';

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c'], 'a, b, and 1 more'],
  [['a', 'b', 'c', 'd'], 'a, b, and 2 more'],
])('names two of %j', (items, text) => {
  expect(firstFew(items, 2)).toBe(text);
});

it('has another separator where there are commas in the names', () => {
  expect(firstFew(['a, b', 'c', 'd'], 2, '; ')).toBe('a, b; c; and 1 more');
});
