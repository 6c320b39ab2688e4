import { closeSync, openSync } from 'node:fs';
import { isForeground } from '@supermin/core';
import { beforeEach, expect, it, vi } from 'vitest';
import { isDevice, isTerminal } from '../../src/terminal/is-terminal.ts';
import { leaveTerminal } from '../../src/terminal/leave-terminal.ts';

vi.mock('node:fs');
vi.mock('@supermin/core');
vi.mock('../../src/terminal/is-terminal.ts');

/** Three standard streams; which were let go? */
function leave(): unknown[] {
  leaveTerminal();
  return vi.mocked(closeSync).mock.calls.flat();
}

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(isDevice).mockReturnValue(true);
  vi.mocked(isTerminal).mockReturnValue(true);
  vi.mocked(isForeground).mockReturnValue(true);
});

it('keeps its own terminal, and what is none', () => {
  expect(leave()).toEqual([]);
  vi.mocked(isDevice).mockReturnValue(false);
  vi.mocked(isTerminal).mockReturnValue(false);
  expect(leave()).toEqual([]);
});

it('lets go of one in whose background it is', () => {
  vi.mocked(isForeground).mockReturnValue(false);
  expect(leave()).toEqual([0, 1, 2]);
  expect(openSync).toHaveBeenCalledTimes(3);
});

it('lets go of one that has gone: it is no terminal any more', () => {
  vi.mocked(isTerminal).mockReturnValue(false);
  expect(leave()).toEqual([0, 1, 2]);
});

it('goes on where /dev/null cannot be opened', () => {
  vi.mocked(isForeground).mockReturnValue(false);
  vi.mocked(openSync).mockImplementation(() => {
    throw new Error('ENOENT');
  });
  expect(leave()).toEqual([0, 1, 2]);
});
