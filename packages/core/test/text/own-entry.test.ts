import { expect, it } from 'vitest';
import { ownEntry } from '../../src/text/own-entry.ts';

it('finds what the table says, and none of the words that every object has', () => {
  const table = { one: 1 };
  const words = ['one', 'two', 'constructor', 'toString', '__proto__', 'hasOwnProperty'];
  const none = undefined;
  expect(words.map((word) => ownEntry(table, word))).toEqual([1, none, none, none, none, none]);
});
