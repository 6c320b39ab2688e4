import { expect, it } from 'vitest';
import { table } from '../../src/report/table.ts';

it('text to the left, figures to the right, no cell breaks out', () => {
  expect(table(['name', 'time'], [['a | b', '5 s']])).toBe(
    '| name | time |\n|---|---:|\n| a \\| b | 5 s |\n',
  );
});
