import { expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';

const options = (line: string) => parseCommandLine(line.split(' ')).options;

it('of a single value that was given twice the last one counts, as in supermin 5', () => {
  expect(options('build -o a --output=b d').get('output')).toBe('b');
  expect(options('run --memory 1G --memory 2G ls').number('memory')).toBe(2048);
  expect(options('run -p a -p b ls').all('package')).toEqual(['a', 'b']);
});

it('numbers are read as their options mean them', () => {
  const given = options('run --memory 4G --timeout 1m --cpus 2 ls');
  expect(['memory', 'timeout', 'cpus'].map((name) => given.number(name))).toEqual([4096, 60, 2]);
  expect(given.number('append')).toBeUndefined();
});

it('has every option that was given, and how often', () => {
  const given = options('build -v -v -o a --output=b --if-newer d');
  expect(given.names).toEqual(['verbose', 'output', 'if-newer']);
  expect(given.entries).toEqual([
    ['verbose', [true, true]],
    ['output', ['a', 'b']],
    ['if-newer', [true]],
  ]);
  expect(['verbose', 'if-newer', 'force'].map((name) => given.count(name))).toEqual([2, 1, 0]);
  expect(['verbose', 'force'].map((name) => given.has(name))).toEqual([true, false]);
  expect(['verbose', 'force'].map((name) => given.get(name))).toEqual([undefined, undefined]);
});
