import { expect, it } from 'vitest';
import { eachDataRun } from '../../src/plan/data-ranges.ts';

function runsOf(size: number, ...ranges: number[]): [number, number][] {
  const runs: [number, number][] = [];
  eachDataRun(size, Float64Array.from(ranges), (logical, count) => runs.push([logical, count]));
  return runs;
}

it.each([
  ['nothing', 1e6, [], []],
  ['all', 10_000, [0, 10_000], [[0, 3]]],
  ['whole blocks around odd bytes', 100_000, [5000, 5001], [[1, 1]]],
  [
    'holes at both ends and between',
    100_000,
    [4096, 8192, 40_960, 49_152],
    [
      [1, 1],
      [10, 2],
    ],
  ],
  ['ranges in one block', 100_000, [100, 200, 300, 400, 5000, 6000], [[0, 2]]],
  ['ranges that touch', 100_000, [0, 4096, 4096, 8192], [[0, 2]]],
  ['what lies behind the end', 5000, [0, 100, 4096, 99_999, 200_000, 300_000], [[0, 2]]],
  ['an odd number left over', 5000, [0, 100, 4096], [[0, 1]]],
])('%s', (_, size, ranges, runs) => {
  expect(runsOf(size, ...ranges)).toEqual(runs);
});
