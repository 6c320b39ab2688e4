import { closeSync, openSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { isDevice, isTerminal } from '../../src/terminal/is-terminal.ts';

const open: number[] = [];

function opened(path: string): number {
  const fd = openSync(path, 'r');
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
