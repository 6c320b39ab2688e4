import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startTimer } from '../../src/session/timer.ts';

const DAY = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it.each([1, 2 ** 31 - 1, 2 ** 31, 100 * DAY])('goes off after %d ms, once', (milliseconds) => {
  const action = vi.fn();
  startTimer(milliseconds, action);
  vi.advanceTimersByTime(milliseconds - 1);
  expect(action).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(1);
  expect(action).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(200 * DAY);
  expect(action).toHaveBeenCalledTimes(1);
});

it('is cleared, also when it has waited for long', () => {
  const action = vi.fn();
  const timer = startTimer(100 * DAY, action);
  vi.advanceTimersByTime(99 * DAY);
  timer.clear();
  vi.advanceTimersByTime(100 * DAY);
  expect(action).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it('never goes off where the time is endless', () => {
  const action = vi.fn();
  startTimer(Number.POSITIVE_INFINITY, action).clear();
  expect(vi.getTimerCount()).toBe(0);
  startTimer(Number.POSITIVE_INFINITY, action);
  vi.advanceTimersByTime(1000 * DAY);
  expect(action).not.toHaveBeenCalled();
});
