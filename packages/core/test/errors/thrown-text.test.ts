import { expect, it } from 'vitest';
import { thrownText } from '../../src/errors/thrown-text.ts';

it.each<[unknown, string]>([
  [new RangeError('too far'), 'too far'],
  ['text', 'text'],
  [null, 'null'],
  [undefined, 'undefined'],
  [7, '7'],
  [{ code: 'X' }, "{ code: 'X' }"],
  [Object.create(null), '[Object: null prototype] {}'],
])('anything may be thrown: %#', (thrown, text) => {
  expect(thrownText(thrown)).toBe(text);
});
