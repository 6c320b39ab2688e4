import { expect, it } from 'vitest';
import { humanSize } from '../../src/text/human-size.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [125 * 2 ** 20, '125.0 MiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
  [5000 * 2 ** 40, '5000.0 TiB'],
])('%d is %s', (bytes, text) => {
  expect(humanSize(bytes)).toBe(text);
});
