import type { Command } from './options.ts';

/** A command line that can't be understood: usage follows, exit status 2. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** Whose usage to show. */
    readonly command?: Command,
  ) {
    super(message);
    this.name = 'UsageError';
  }
}
