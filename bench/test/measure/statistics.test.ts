import { expect, it } from 'vitest';
import { pairedRatio, summarize, sums } from '../../src/measure/statistics.ts';

it.each([
  [[3, 1, 2], { median: 2, minimum: 1, maximum: 3, count: 3 }],
  [[4, 1, 10, 2], { median: 3, minimum: 1, maximum: 10, count: 4 }],
  [[5], { median: 5, minimum: 5, maximum: 5, count: 1 }],
])('the summary of %j', (values, expected) => {
  const before = [...values];
  expect(summarize(values)).toEqual(expected);
  expect(values).toEqual(before);
});

it('there is no summary of nothing', () => {
  expect(() => summarize([])).toThrow(RangeError);
});

it('ratios are taken round by round, not of the medians', () => {
  const ratio = pairedRatio([1, 10, 3], [2, 10, 1]);
  expect(ratio).toEqual({ median: 1, minimum: 0.5, maximum: 3, count: 3 });
});

it('every round needs its partner', () => {
  expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError);
});

it('sums are round by round', () => {
  expect(
    sums([
      [1, 2],
      [10, 20],
      [100, 200],
    ]),
  ).toEqual([111, 222]);
  expect(sums([])).toEqual([]);
});
