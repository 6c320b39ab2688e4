import { expect, it } from 'vitest';
import { chooseSatisfier } from '../../src/resolve/choose.ts';
import { installed } from '../fixtures/system.ts';

const make = (name: string, base = name) => installed({ name, version: '1-1', base });
const dependent = make('dependent', 'suite');

it.each([
  ['the one of that very name', ['java', 'jdk'], 'java', 'java'],
  ['the same base', ['a', 'long-name/suite'], 'x', 'long-name'],
  ['that name before the same base', ['a', 'b/suite'], 'a', 'a'],
  ['the shortest name', ['bbb', 'cc', 'aaa'], 'x', 'cc'],
  ['byte order', ['b', 'a', 'C'], 'x', 'C'],
])('%s', (_, names, wanted, expected) => {
  const candidates = names.map((text) => make(...(text.split('/') as [string, string?])));
  expect(chooseSatisfier(candidates, wanted, dependent).name).toBe(expected);
  expect(chooseSatisfier(candidates.reverse(), wanted, dependent).name).toBe(expected);
});

it('the shortest name, where no package needs it', () => {
  const candidates = ['long', 'name'].map((name) => make(name)).concat(make('x'));
  expect(chooseSatisfier(candidates, 'y', undefined).name).toBe('x');
});
