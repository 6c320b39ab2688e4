import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { Descriptors } from '../../src/qemu/descriptors.ts';

const directory = scratchDirectory();
const file = join(directory, 'file');
writeFileSync(file, 'text');

const isOpen = (fd: number) => {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
};

it('closes what it has opened and been given, once', () => {
  const descriptors = new Descriptors();
  const [one, other] = [descriptors.open(file), descriptors.add(openSync(file, 'r'))];
  expect([one, other].every(isOpen)).toBe(true);
  expect(() => descriptors.open(join(directory, 'none'))).toThrow(/ENOENT/);
  descriptors.close();
  expect([one, other].some(isOpen)).toBe(false);
  // The number may be somebody else's by now.
  const later = openSync(file, 'r');
  descriptors.close();
  expect(isOpen(later)).toBe(true);
  closeSync(later);
});
