import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { replaceFile } from '../../src/output/replace-file.ts';

it('makes a file, and puts another in its place, which others cannot read', () => {
  const directory = scratchDirectory();
  const file = join(directory, 'file');
  replaceFile(file, 'one');
  expect(readFileSync(file, 'utf8')).toBe('one');
  const { ino } = statSync(file);
  replaceFile(file, Buffer.from('two'));
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(statSync(file).ino).not.toBe(ino);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['file']);
});

it('leaves nothing where it fails', () => {
  const directory = scratchDirectory();
  mkdirSync(join(directory, 'full'));
  writeFileSync(join(directory, 'full/a'), '');
  expect(() => replaceFile(join(directory, 'full'), 'one')).toThrow(/EISDIR|ENOTEMPTY/);
  expect(readdirSync(directory)).toEqual(['full']);
});
