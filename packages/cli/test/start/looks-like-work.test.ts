import { expect, it } from 'vitest';
import { looksLikeWork } from '../../src/start/looks-like-work.ts';

it.each([
  ['build -f ext2 -o out dir', true],
  ['--build -f ext2 -o out dir', true],
  ['-v -f ext2 --build -o out dir', true],
  ['build --help', false],
  ['--help --build', false],
  ['--build --version', false],
  ['prepare --use-installed build', true],
  ['--prepare build', true],
  ['modules -o out', true],
  ['run -- ls --help', true],
  ['plugins --build', false],
  ['--version', false],
])('%s: %s', (line, expected) => {
  expect(looksLikeWork(line.split(' '))).toBe(expected);
});

it('nothing at all', () => {
  expect(looksLikeWork([])).toBe(false);
});
