import { expect, it } from 'vitest';
import { looksLikeBuild } from '../../src/start/looks-like-build.ts';

it.each([
  ['build -f ext2 -o out dir', true],
  ['--build -f ext2 -o out dir', true],
  ['-v -f ext2 --build -o out dir', true],
  ['build --help', false],
  ['--help --build', false],
  ['--build --version', false],
  ['prepare --use-installed build', false],
  ['--prepare build', false],
  ['run -- make --build', false],
  ['--version', false],
])('%s: %s', (line, expected) => {
  expect(looksLikeBuild(line.split(' '))).toBe(expected);
});

it('nothing at all', () => {
  expect(looksLikeBuild([])).toBe(false);
});
