import { parseDependency } from '@supermin/test-support/rpm';
import { expect, it } from 'vitest';
import { rangesOverlap } from '../../src/version/range.ts';

it.each([
  ['f', 'f', true],
  ['f', 'f >= 5', true],
  ['f = 1', 'f', true],
  ['f = 1', 'f = 1', true],
  ['f = 1-3', 'f = 1', true],
  ['f = 1', 'f = 1-3', true],
  ['f = 1-3', 'f = 1-4', false],
  ['f = 1', 'f > 1', false],
  ['f = 2', 'f > 1', true],
  ['f = 1', 'f >= 1', true],
  ['f = 1', 'f < 1', false],
  ['f = 1~rc1', 'f < 1', true],
  ['f = 1^git', 'f <= 1', false],
  ['f = 1:1', 'f < 2', false],
  ['f = 2', 'f >= 1:1', false],
  ['f < 5', 'f > 3', true],
  ['f < 5', 'f >= 5', false],
  ['f <= 5', 'f >= 5', true],
])('%s for %s: %s', (provided, required, fits) => {
  expect(rangesOverlap(parseDependency(provided), parseDependency(required))).toBe(fits);
});
