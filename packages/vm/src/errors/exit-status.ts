import { type ErrorDetails, SuperminError } from '@supermin/core';

/** An exit status for what kept the command from running, as of `timeout` and `env`. */
export const NOT_STARTED = 125;

/** What kept the command from running. */
export function notStarted(code: string, text: string, details: ErrorDetails = {}): SuperminError {
  return new SuperminError(code, text, { exitStatus: NOT_STARTED, ...details });
}
