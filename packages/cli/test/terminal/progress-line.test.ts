import { writeSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isTerminal } from '../../src/terminal/is-terminal.ts';
import { ProgressLine, progressLine } from '../../src/terminal/progress-line.ts';

vi.mock('node:fs');
vi.mock('../../src/terminal/is-terminal.ts');

function lineAt() {
  const written: string[] = [];
  let time = 1000;
  const line = new ProgressLine(
    (text) => void written.push(text),
    () => time,
  );
  const at = (milliseconds: number, done: number, total = 100 * 2 ** 20) => {
    time = 1000 + milliseconds;
    line.show({ kind: 'progress', done: done * 2 ** 20, total, unit: 'bytes' });
  };
  return { line, written, at };
}

describe('ProgressLine', () => {
  it('after half a second, a few times a second, and gone when the work is done', () => {
    const { written, at } = lineAt();
    at(0, 0);
    at(499, 10);
    expect(written).toEqual([]);
    at(500, 20);
    at(550, 25);
    at(600, 30.5);
    at(650, 100);
    expect(written).toEqual([
      '\r\x1b[Ksupermin:  20 %, 20 of 100 MiB',
      '\r\x1b[Ksupermin:  30 %, 31 of 100 MiB',
      '\r\x1b[K',
    ]);
  });

  it('nothing of work that is short, also after other work', () => {
    const { written, at } = lineAt();
    at(0, 0);
    at(100, 100);
    at(1000, 10);
    at(1100, 100);
    expect(written).toEqual([]);
  });

  it('is cleared once, for what is printed', () => {
    const { line, written, at } = lineAt();
    line.clear();
    at(0, 0);
    at(600, 1.25);
    line.clear();
    line.clear();
    expect(written).toEqual(['\r\x1b[Ksupermin:   1 %, 1.3 of 100 MiB', '\r\x1b[K']);
  });

  it('files are counted', () => {
    const written: string[] = [];
    let time = 0;
    const line = new ProgressLine(
      (text) => void written.push(text),
      () => (time += 600),
    );
    line.show({ kind: 'progress', done: 1, total: 4, unit: 'files' });
    line.show({ kind: 'progress', done: 2, total: 4, unit: 'files' });
    expect(written).toEqual(['\r\x1b[Ksupermin:  50 %, 2 of 4 files']);
  });
});

describe('progressLine', () => {
  afterEach(() => {
    vi.mocked(isTerminal).mockReset();
    vi.mocked(writeSync).mockReset();
  });

  it('is there where standard error is a terminal that can clear a line', () => {
    vi.mocked(isTerminal).mockImplementation((fd) => fd === 2);
    expect(progressLine({ TERM: 'xterm' })).toBeInstanceOf(ProgressLine);
    for (const TERM of ['dumb', undefined]) expect(progressLine({ TERM })).toBeUndefined();
    vi.mocked(isTerminal).mockReturnValue(false);
    expect(progressLine({ TERM: 'xterm' })).toBeUndefined();
  });

  it('is written there, and left alone by a terminal that takes no more', () => {
    vi.mocked(isTerminal).mockReturnValue(true);
    vi.useFakeTimers({ toFake: ['Date'] });
    const line = progressLine({ TERM: 'xterm' })!;
    line.show({ kind: 'progress', done: 1, total: 4, unit: 'files' });
    vi.advanceTimersByTime(500);
    line.show({ kind: 'progress', done: 2, total: 4, unit: 'files' });
    expect(vi.mocked(writeSync).mock.calls).toEqual([[2, '\r\x1b[Ksupermin:  50 %, 2 of 4 files']]);
    vi.mocked(writeSync).mockImplementation(() => {
      throw new Error('EAGAIN');
    });
    expect(() => line.clear()).not.toThrow();
    vi.useRealTimers();
  });
});
