import type { Command } from './options.ts';

/** A command line that can't be understood: usage follows, exit status 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** Whose usage to show. */
    readonly command?: Command,
    /** The option, with its dashes, that nobody knows. */
    readonly unknownOption?: string,
  ) {
    super(message);
    this.name = 'UsageError';
  }
}

/** True for one of either bundle: each has a copy of the class. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === 'UsageError';
}
