import { expect, it } from 'vitest';
import { sizeText } from '../../src/cache/size-text.ts';

it.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1.0K'],
  [4096, '4.0K'],
  [10_200, '10K'],
  [125 * 2 ** 20, '125M'],
  [1.5 * 2 ** 30, '1.5G'],
  [5000 * 2 ** 40, '5000T'],
])('%d is %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
