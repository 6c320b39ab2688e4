import { expect, test } from 'vitest';
import { normalPath } from '../../src/kernel/normal-path.ts';

test('relative paths start from the current directory', () => {
  expect(normalPath('a/b')).toBe(`${process.cwd()}/a/b`);
  expect(normalPath('.')).toBe(process.cwd());
});

test('without dots and a final slash', () => {
  const paths = ['/a/./b/', '/a/../b', '//a', '/', '/caf\xe9/'];
  expect(paths.map(normalPath)).toEqual(['/a/b', '/b', '/a', '/', '/caf\xe9']);
});
