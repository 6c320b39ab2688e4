import { spawnSync } from 'node:child_process';
import { closeSync, openSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it } from 'vitest';
import { isDevice, isTerminal } from '../../src/terminal/is-terminal.ts';

const open: number[] = [];

function opened(path: string, flags = 'r'): number {
  const fd = openSync(path, flags);
  open.push(fd);
  return fd;
}

afterEach(() => {
  for (const fd of open.splice(0)) closeSync(fd);
});

it('is a terminal', () => {
  const fd = opened('/dev/ptmx');
  expect([isDevice(fd), isTerminal(fd)]).toEqual([true, true]);
});

it('is another device, as a terminal that has gone', () => {
  const fd = opened('/dev/zero');
  expect([isDevice(fd), isTerminal(fd)]).toEqual([true, false]);
});

it.each([['/dev/null'], [import.meta.filename], ['/']])('is none: %s', (path) => {
  const fd = opened(path);
  expect([isDevice(fd), isTerminal(fd)]).toEqual([false, false]);
});

it('is not open', () => {
  expect([isDevice(999_999), isTerminal(999_999)]).toEqual([false, false]);
});

it('is a pipe: Node.js resolves links of packages as before', () => {
  const top = scratchDirectory({ 'real/a.js': '', 'real/b.js': '' });
  symlinkSync('real', `${top}/link`);
  spawnSync('mkfifo', [`${top}/pipe`]);
  const { resolve } = createRequire(`${top}/main.js`);
  expect(resolve('./link/a.js')).toBe(`${top}/real/a.js`);
  expect(isTerminal(opened(`${top}/pipe`, 'r+'))).toBe(false);
  expect(resolve('./link/b.js')).toBe(`${top}/real/b.js`);
});
