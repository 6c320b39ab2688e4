import { SuperminError } from '@supermin/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EarlyEnd, watchEarlyEnd } from '../../src/signals/early-end.ts';
import { standardError } from '../support/standard-error.ts';

const BUG = 'supermin: hint: this is a bug in a plugin or in supermin; please report it\n';

const said = standardError();
let early: EarlyEnd | undefined;
let before: [exit: unknown[], rejection: NodeJS.UnhandledRejectionListener[]];
const exitCode = process.exitCode;

beforeEach(() => {
  before = [process.listeners('exit'), process.listeners('unhandledRejection')];
});
afterEach(() => {
  early?.done();
  process.exitCode = exitCode;
});

/** Listeners of the command alone: vitest has some of its own. */
const exits = () => process.listeners('exit').filter((each) => !before[0].includes(each));
const rejections = () =>
  process.listeners('unhandledRejection').filter((each) => !before[1].includes(each));

function watch(status?: number) {
  const abort = { status: () => status, end: vi.fn() };
  early = watchEarlyEnd(abort);
  return abort;
}

function exit(status: number): void {
  for (const listener of exits()) (listener as NodeJS.ExitListener).call(process, status);
}

describe('a process that ends before the command is done', () => {
  it.each([
    [undefined, 0, 'the event loop ran empty, status 0', 1],
    [undefined, 13, 'the event loop ran empty, status 13', 13],
    [0, 0, 'process.exit(), status 0', 1],
    [5, 5, 'process.exit(), status 5', 5],
  ])('has failed: exit code %s, status %d', (code, status, how, expected) => {
    watch();
    process.exitCode = code;
    exit(status);
    const got = process.exitCode;
    process.exitCode = exitCode;
    expect(got).toBe(expected);
    expect(said()).toBe(`supermin: the process ended before the command was done (${how})\n${BUG}`);
  });

  it('has not, if it was ended on purpose', () => {
    watch(143);
    exit(143);
    expect(said()).toBe('');
  });

  it('has not, once the command has its result', () => {
    watch();
    early!.done();
    expect(exits()).toEqual([]);
    expect(rejections()).toEqual([]);
  });
});

describe('a rejection that nobody awaits', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const reject = (reason: unknown) => {
    for (const listener of rejections()) listener(reason, Promise.resolve());
  };

  it('ends the work; an error of ours is what it says', () => {
    const abort = watch();
    reject(new SuperminError('A_B', 'it failed', { hint: 'do this' }));
    expect(said()).toBe('supermin: it failed\nsupermin: hint: do this\n');
    expect(abort.end.mock.calls).toEqual([[1]]);
  });

  it('ends the process, where the work does not let go', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
    watch();
    reject('lost');
    await vi.advanceTimersByTimeAsync(899);
    expect(exit).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(exit).toHaveBeenCalledWith(1);
  });

  it.each([
    [
      Object.assign(new Error('wrong'), { stack: 'Error: wrong\n    at there' }),
      'Error: wrong\n    at there',
    ],
    [Object.assign(new Error('wrong'), { stack: undefined }), 'wrong'],
    ['text', 'text'],
  ])('others are a bug, with where they come from: %s', (reason, text) => {
    const abort = watch();
    reject(reason);
    expect(said()).toBe(`supermin: a promise was rejected that nothing awaits: ${text}\n${BUG}`);
    expect(abort.end.mock.calls).toEqual([[1]]);
  });
});
