import { expect, it } from 'vitest';
import { isFileName } from '../../src/artifact/limits.ts';

it.each(['a', 'Z', '9', '_', 'base.tar.gz', 'a+b-c_d.e', 'kernel2', 'x'.repeat(255)])(
  'a file may be called %.40s',
  (name) => {
    expect(isFileName(name)).toBe(true);
  },
);

it.each([
  ...['', '.a', '-a', '+a', 'a/b', 'a b', 'a\n', 'a\0', '\xe9', 'a~', 'x'.repeat(256)],
  ...['kernel', 'initrd', 'root', 'modules'],
])('a file may not be called as number %# of these', (name) => {
  expect(isFileName(name)).toBe(false);
});
