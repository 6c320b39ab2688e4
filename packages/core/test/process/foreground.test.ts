import { fstatSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { isForeground } from '../../src/process/foreground.ts';

vi.mock('node:fs');
afterAll(() => vi.restoreAllMocks());

const PTS_0 = 0x8800;
const PTS_300 = 0x1088_2c;

/** As proc(5) has it: pid (name) state ppid pgrp session tty_nr tpgid flags ... */
const status = (group: number, terminal: number, foreground: number, name = 'node') =>
  `7 (${name}) S 1 ${group} 5 ${terminal} ${foreground} 4194304 0`;

describe('isForeground', () => {
  it.each([
    ['in the foreground', PTS_0, status(7, PTS_0, 7), true],
    ['in the background', PTS_0, status(7, PTS_0, 9), false],
    ['a name that looks like numbers', PTS_0, status(7, PTS_0, 9, ') S 1 9 9 9 9 (x'), false],
    ['more than 256 terminals', PTS_300, status(7, PTS_300, 9), false],
    ['/dev/tty', 0x500, status(7, PTS_0, 9), false],
    ['another terminal than its own', PTS_0 + 1, status(7, PTS_0, 9), true],
    ['no terminal of its own', PTS_0, status(7, 0, -1), true],
    ['a terminal that has gone', PTS_0, status(7, 0, -1), true],
  ])('%s', (_, device, text, expected) => {
    vi.mocked(fstatSync).mockReturnValue({ rdev: device } as never);
    vi.mocked(readFileSync).mockReturnValue(text);
    expect(isForeground(0)).toBe(expected);
  });

  it('no /proc: believed to be', () => {
    vi.mocked(readFileSync).mockImplementation(() => {
      throw new Error('ENOENT');
    });
    expect(isForeground(0)).toBe(true);
  });
});
