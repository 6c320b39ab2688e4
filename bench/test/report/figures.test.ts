import { expect, it } from 'vitest';
import { megabytes, ratio, seconds } from '../../src/report/figures.ts';

const summary = (median: number, minimum: number, maximum: number) => ({
  ...{ median, minimum, maximum },
  count: 7,
});

it.each([
  [seconds(summary(0.534, 0.51, 0.6)), '0.53 s (0.51–0.60)'],
  [seconds(summary(0.0021, 0.002, 0.004)), '2.1 ms (2.0–4.0)'],
  [ratio(summary(0.314, 0.3, 12.34)), '0.31 (0.30–12.3)'],
  [ratio(summary(123.4, 100, 200)), '123 (100–200)'],
  [megabytes(81_400_000), '81 MB'],
  [megabytes(0), '–'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});
