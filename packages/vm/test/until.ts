import { vi } from 'vitest';

/** Waits until it is so, as long as that takes on a busy machine. */
export function until<T>(isSo: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(isSo, { timeout: 30_000, interval: 5 });
}
