import { closeSync, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { isForeground } from '@supermin/core';
import { beforeEach, expect, it, vi } from 'vitest';
import { leaveTerminal } from '../../src/terminal/leave-terminal.ts';

vi.mock('node:fs');
vi.mock('node:tty');
vi.mock('@supermin/core');

const TERMINAL = 0x8800;
const DEV_NULL = 0x103;

/** Three standard streams of this kind; which were let go? */
function leave(rdev: number, isDevice = true): unknown[] {
  vi.mocked(fstatSync).mockReturnValue({ rdev, isCharacterDevice: () => isDevice } as never);
  leaveTerminal();
  return vi.mocked(closeSync).mock.calls.flat();
}

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(isatty).mockReturnValue(true);
  vi.mocked(isForeground).mockReturnValue(true);
});

it('keeps its own terminal, files, pipes and /dev/null', () => {
  expect(leave(TERMINAL)).toEqual([]);
  vi.mocked(isatty).mockReturnValue(false);
  expect(leave(0, false)).toEqual([]);
  expect(leave(DEV_NULL)).toEqual([]);
});

it('lets go of one in whose background it is', () => {
  vi.mocked(isForeground).mockReturnValue(false);
  expect(leave(TERMINAL)).toEqual([0, 1, 2]);
  expect(openSync).toHaveBeenCalledTimes(3);
});

it('lets go of one that has gone: it is no terminal any more', () => {
  vi.mocked(isatty).mockReturnValue(false);
  expect(leave(TERMINAL)).toEqual([0, 1, 2]);
});

it('goes on where a stream is closed', () => {
  vi.mocked(fstatSync).mockImplementation(() => {
    throw new Error('EBADF');
  });
  expect(leaveTerminal).not.toThrow();
});
