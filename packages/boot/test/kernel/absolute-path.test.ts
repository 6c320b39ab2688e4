import { expect, test } from 'vitest';
import { absolutePath } from '../../src/kernel/absolute-path.ts';

test('relative paths start from the current directory', () => {
  expect(absolutePath('a/b')).toBe(`${process.cwd()}/a/b`);
  expect(absolutePath('.')).toBe(process.cwd());
});

test('without dots and a final slash', () => {
  const paths = ['/a/./b/', '/a/../b', '//a', '/', '/caf\xe9/'];
  expect(paths.map(absolutePath)).toEqual(['/a/b', '/b', '/a', '/', '/caf\xe9']);
});
