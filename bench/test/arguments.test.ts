import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { parseArguments } from '../src/arguments.ts';

const NAMES = ['small', 'big'];

it('without a word: everything', () => {
  const expected = { only: [], runs: 7, cold: true, scratch: tmpdir(), output: undefined };
  expect(parseArguments([], NAMES)).toEqual(expected);
});

it('all of them', () => {
  const argv = '--only big,small --runs 3 --no-cold --scratch /s --output r.md'.split(' ');
  const expected = { only: ['big', 'small'], runs: 3, cold: false, scratch: '/s', output: 'r.md' };
  expect(parseArguments(argv, NAMES)).toEqual(expected);
});

it.each([
  ['--only other', "there is no workload 'other'; there are: small, big"],
  ['--runs 0', '--runs'],
  ['--runs many', '--runs'],
  ['--output r.html', '.md'],
  ['--what', '--what'],
])('%s is an error', (line, message) => {
  expect(() => parseArguments(line.split(' '), NAMES)).toThrow(message);
});
