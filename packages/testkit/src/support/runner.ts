import type { Check } from './check.ts';
import { scratchDirectory } from './scratch.ts';

/** What vitest, node:test, mocha and jest have in common. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

/** Registers a test for each check. */
export function register<Subject>(
  { describe, it }: Runner,
  title: string,
  checks: readonly Check<Subject>[],
  subject: Subject,
): void {
  describe(title, () => {
    for (const check of checks) {
      it(check.name, () => scratchDirectory((scratch) => check.run(subject, scratch)));
    }
  });
}
