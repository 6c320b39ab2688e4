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
