import { expect, it } from 'vitest';
import { parseSize } from '../src/layout/size-request.ts';
import { formatSize } from '../src/size-text.ts';

it.each([
  [0, '0b'],
  [1023, '1023b'],
  [1024, '1K'],
  [2 ** 20, '1M'],
  [20 * 2 ** 20 + 1, '20.1M'],
  [4 * 2 ** 30, '4G'],
  [60 * 1024, '60K'],
  // Rounded to a tenth of G it would be 7 % more.
  [1.21 * 2 ** 30, '1239.1M'],
  [12.34 * 2 ** 30, '12.4G'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

it('rounds up, so that what it says is enough', () => {
  for (const bytes of [1025, 2 ** 20 + 1, 1.23456 * 2 ** 30]) {
    expect(parseSize(formatSize(bytes))).toMatchObject({ kind: 'fixed' });
    const parsed = parseSize(formatSize(bytes));
    expect(parsed.kind === 'fixed' && parsed.bytes >= bytes).toBe(true);
  }
});
