import { afterEach, beforeEach, vi } from 'vitest';

/** Takes what each test of a file writes to standard error. @returns what there is of it by now */
export function standardError(): () => string {
  let said: string;
  let spy: { mockRestore(): void };
  beforeEach(() => {
    said = '';
    spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(() => spy.mockRestore());
  return () => said;
}
