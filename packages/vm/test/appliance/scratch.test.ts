import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { Scratch } from '../../src/appliance/scratch.ts';

it('is made when it is asked for, once', () => {
  const parent = scratchDirectory();
  const scratch = new Scratch(parent);
  expect(readdirSync(parent)).toEqual([]);
  expect(scratch.has(join(parent, 'x'))).toBe(false);
  const { directory } = scratch;
  expect(scratch.directory).toBe(directory);
  expect(readdirSync(parent)).toEqual([directory.slice(parent.length + 1)]);
});

it('has what lies in it, and nothing beside it', () => {
  const scratch = new Scratch(scratchDirectory());
  const { directory } = scratch;
  expect(scratch.has(`${directory}/a/b`)).toBe(true);
  expect([scratch.has(directory), scratch.has(`${directory}2/a`)]).toEqual([false, false]);
});

it('its path has no links', () => {
  const parent = scratchDirectory({ 'real/x': '' });
  symlinkSync('real', join(parent, 'link'));
  expect(new Scratch(join(parent, 'link')).directory.startsWith(join(parent, 'real'))).toBe(true);
});

it('is removed with all that is in it, if it was made, and may be gone already', () => {
  const parent = scratchDirectory();
  const scratch = new Scratch(parent);
  scratch.remove();
  writeFileSync(join(scratch.directory, 'file'), '');
  scratch.remove();
  expect(readdirSync(parent)).toEqual([]);
  scratch.remove();
  expect(existsSync(parent)).toBe(true);
});
