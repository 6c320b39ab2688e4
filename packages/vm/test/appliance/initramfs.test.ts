import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { isInitramfs } from '../../src/appliance/initramfs.ts';

it.each([
  [['kernel', 'initrd'], true],
  [['kernel', 'initrd', 'root'], false],
  [['initrd'], false],
  [['packages'], false],
  [[], false],
])('%j: %s', (names, is) => {
  const files = Object.fromEntries(names.map((name) => [name, '']));
  expect(isInitramfs(scratchDirectory({ ...files, other: '' }))).toBe(is);
});

it('the kernel may be a link', () => {
  const directory = scratchDirectory({ initrd: '', vmlinuz: '' });
  symlinkSync('vmlinuz', join(directory, 'kernel'));
  expect(isInitramfs(directory)).toBe(true);
});
