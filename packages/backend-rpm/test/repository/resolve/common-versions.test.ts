import { describe, expect, it } from 'vitest';
import { newerCapabilitiesFirst } from '../../../src/repository/resolve/common-versions.ts';
import { poolOf } from '../fixtures/pool.ts';

/** @param provides of each package */
function order(...provides: string[][]): number[] {
  const pool = poolOf(provides.map((each, at) => ({ name: `p${at}`, provides: each })));
  return newerCapabilitiesFirst(
    pool,
    provides.map((_, at) => at + 1),
  );
}

describe('newerCapabilitiesFirst', () => {
  it.each<[string, string[][], number[]]>([
    ['a higher version', [['c = 1'], ['c = 2']], [2, 1]],
    ['a higher version, with its epoch', [['c = 2'], ['c = 1:1']], [2, 1]],
    ['a version, before what is just below it', [['c < 2'], ['c = 2']], [2, 1]],
    ['a version up to which it is, as that version', [['c <= 2'], ['c = 3']], [2, 1]],
    ['the highest of three', [['c = 1'], ['c = 3'], ['c = 2']], [2, 3, 1]],
    [
      'what is behind in fewer',
      [
        ['c = 1', 'd = 1'],
        ['c = 2', 'd = 2'],
        ['c = 2', 'd = 1'],
      ],
      [2, 3, 1],
    ],
  ])('has in front: %s', (_, provides, expected) => {
    expect(order(...provides)).toEqual(expected);
  });

  it.each<[string, string[][]]>([
    ['equal versions', [['c = 1'], ['c = 1']]],
    ['a version of which only one has any', [['c'], ['c = 1']]],
    ['different capabilities', [['c = 1'], ['d = 2']]],
    ['what is open above', [['c >= 1'], ['c >= 2']]],
    ['what is above', [['c > 1'], ['c > 2']]],
    ['checksums', [['ksym(x) = 00ab12'], ['ksym(x) = ff0012']]],
    ['two versions of one package', [['c = 1', 'c = 2'], ['d = 1']]],
  ])('keeps the order for %s', (_, provides) => {
    expect(order(...provides)).toEqual([1, 2]);
  });

  it('takes years and other long numbers for checksums, as libsolv does, but not three digits', () => {
    expect(order(['c = 2023'], ['c = 2024'])).toEqual([1, 2]);
    expect(order(['c = 123'], ['c = 124'])).toEqual([2, 1]);
  });
});
