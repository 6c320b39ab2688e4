import { expect, it } from 'vitest';
import { versionSatisfies } from '../../src/version/relation-operator.ts';

it.each([
  ['<<', [true, false, false]],
  ['<=', [true, true, false]],
  ['=', [false, true, false]],
  ['>=', [false, true, true]],
  ['>>', [false, false, true]],
] as const)('1, 2 and 3 %s 2', (operator, expected) => {
  expect(['1', '2', '3'].map((version) => versionSatisfies(version, operator, '2'))).toEqual(
    expected,
  );
});
