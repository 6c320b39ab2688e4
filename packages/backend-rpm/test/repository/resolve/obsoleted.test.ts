import { expect, it } from 'vitest';
import { withoutObsoleted } from '../../../src/repository/resolve/obsoleted.ts';
import { poolOf } from '../fixtures/pool.ts';

/** @param obsoletes of each package, by name */
function left(obsoletes: Readonly<Record<string, string[]>>): string[] {
  const pool = poolOf(Object.entries(obsoletes).map(([name, each]) => ({ name, obsoletes: each })));
  const all = Object.keys(obsoletes).map((_, at) => at + 1);
  return withoutObsoleted(pool, all).map((pkg) => pool.entry(pkg).name);
}

it.each<[string, Record<string, string[]>, string[]]>([
  ['both of two that leave each other alone', { a: [], b: [] }, ['a', 'b']],
  ['the first of two, if it obsoletes the second', { a: ['b'], b: [] }, ['a']],
  ['the second of two, if it obsoletes the first', { a: [], b: ['a'] }, ['b']],
  ['both of two that obsolete each other', { a: ['b'], b: ['a'] }, ['a', 'b']],
  ['both, if another version is obsoleted', { a: ['b < 1'], b: [] }, ['a', 'b']],
  ['one, if its version is obsoleted', { a: ['b < 2'], b: [] }, ['a']],
  ['both, if what is obsoleted is not in question', { a: ['z'], b: [] }, ['a', 'b']],
  ['both, if one obsoletes its own name', { a: ['a < 9'], b: [] }, ['a', 'b']],
  ['all of three that leave each other alone', { a: [], b: [], c: [] }, ['a', 'b', 'c']],
  ['what none obsoletes, of a chain', { a: ['b'], b: ['c'], c: [] }, ['a']],
  ['what none obsoletes, of a chain from behind', { a: [], b: ['a'], c: ['b'] }, ['c']],
  ['two that obsolete a third', { a: ['c'], b: ['c'], c: [] }, ['a', 'b']],
  ['all of a circle', { a: ['b'], b: ['c'], c: ['a'] }, ['a', 'b', 'c']],
  [
    'none of a circle that another one obsoletes',
    { a: ['b'], b: ['a'], c: ['a'], d: [] },
    ['c', 'd'],
  ],
  ['a circle, and not what it obsoletes', { a: ['b'], b: ['a', 'c'], c: [] }, ['a', 'b']],
])('leaves %s', (_, obsoletes, expected) => {
  expect(left(obsoletes)).toEqual(expected);
});

it('what is provided is not obsoleted, only what is named so', () => {
  const pool = poolOf([
    { name: 'a', obsoletes: ['b'] },
    { name: 'c', provides: ['b = 1-1'] },
  ]);
  expect(withoutObsoleted(pool, [1, 2])).toEqual([1, 2]);
});
