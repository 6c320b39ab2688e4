import { expect, it } from 'vitest';
import { judge } from '../../src/measure/judge.ts';
import { faster, memory, milliseconds, within } from '../../src/workloads/targets.ts';

const row = (...values: number[]) =>
  values.map((seconds) => ({ seconds, cpuSeconds: 0, peakBytes: seconds * 1e7 }));
const rows = new Map([
  ['supermin 6', row(2, 3, 4)],
  ['supermin 5', row(10, 15, 40)],
  ['node', row(1, 1, 1)],
  ['loop', row(1, 2, 1)],
]);

it.each([
  ['a ratio that is reached', faster(5, 'supermin 5'), 0.2, true],
  ['a ratio that is not', faster(6, 'supermin 5'), 0.2, false],
  ['several together', within(1, 'node', 'loop'), 1, true],
  ['more than several together', within(0.9, 'node', 'loop'), 1, false],
  ['seconds', milliseconds(3000), 3, true],
  ['bytes, of the largest run', memory(40), 40e6, true],
  ['too many bytes', memory(39), 40e6, false],
])('%s', (_what, target, median, met) => {
  const verdict = judge(target, rows);
  expect(verdict.measured.median).toBeCloseTo(median);
  expect(verdict.met).toBe(met);
});

it('a target about what was not measured is a mistake', () => {
  expect(() => judge(faster(2, 'nobody'), rows)).toThrow(/'nobody', which was not measured/);
});
