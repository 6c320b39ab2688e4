import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
