import { expect, it } from 'vitest';
import { totalOf } from '../../src/measure/system-calls.ts';

it.each([
  ['100.00    0.000515          17        29         1 total\n', 29],
  ['100.00    0.000515                   377           total\n', 377],
  ['no table', undefined],
])('%j', (table, expected) => {
  expect(totalOf(`------ -----------\n${table}`)).toBe(expected);
});
