import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Abort, abortOnSignals } from '../../src/signals/abort.ts';
import { newNoticed } from '../../src/signals/blocked-signals.ts';

let abort: Abort;
const noticed = newNoticed();

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process, 'kill').mockReturnValue(true);
  abort = abortOnSignals(noticed);
});

afterEach(() => {
  abort.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
  process.exitCode = undefined;
});

it('a signal ends the work, and is noticed', () => {
  expect(noticed[0]).toBe(0);
  process.emit('SIGTERM', 'SIGTERM');
  expect(noticed[0]).toBe(1);
  expect(abort.signal.aborted).toBe(true);
  expect(abort.status()).toBe(143);
});

it('work that does not let go is ended by force within a second', () => {
  process.emit('SIGINT', 'SIGINT');
  expect(process.kill).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(process.kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
});

it('what ends without a signal has its time', () => {
  abort.end(1);
  vi.advanceTimersByTime(10_000);
  expect(abort.status()).toBe(1);
  expect(process.kill).not.toHaveBeenCalled();
});

describe('a second signal', () => {
  beforeEach(() => {
    vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
    process.emit('SIGTERM', 'SIGTERM');
  });

  it('that comes with the first is the same one', () => {
    vi.advanceTimersByTime(499);
    process.emit('SIGINT', 'SIGINT');
    expect(process.exit).not.toHaveBeenCalled();
    expect(abort.status()).toBe(143);
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends the process at once: %s', (signal, status) => {
    vi.advanceTimersByTime(500);
    process.emit(signal, signal);
    expect(process.exit).toHaveBeenCalledWith(status);
  });
});

it('the first thing that ends the work counts', () => {
  abort.end(7);
  process.emit('SIGTERM', 'SIGTERM');
  expect(abort.status()).toBe(7);
  expect(process.exitCode).toBe(7);
  expect(abort.signal.reason).toEqual(new Error('ended with status 7'));
});

it('afterwards signals mean what they always mean', () => {
  const before = process.listenerCount('SIGTERM');
  abort.stop();
  expect(process.listenerCount('SIGTERM')).toBe(before - 1);
});
