import { expect, it } from 'vitest';
import { table } from '../../src/text/table.ts';

const ROWS = [
  ['NAME', 'SIZE', 'PORTS'],
  ['a-long-name', '5', ''],
  ['b', '1000', '80'],
];

it('has columns as wide as what is in them, and lines that end where they do', () => {
  expect(table(ROWS)).toEqual([
    'NAME         SIZE  PORTS',
    'a-long-name  5',
    'b            1000  80',
  ]);
});

it('has numbers below each other', () => {
  expect(table(ROWS, [1])[1]).toBe('a-long-name     5');
});

it('of nothing is nothing', () => {
  expect(table([])).toEqual([]);
});
