import { expect, it } from 'vitest';
import { CountedList } from '../../src/files/counted-list.ts';

it('keeps the first thousand, and counts all', () => {
  const list = new CountedList<number>();
  for (let item = 0; item < 1500; item++) list.push(item);
  expect([list.items.length, list.items.at(-1), list.count]).toEqual([1000, 999, 1500]);
});
