const BRAND = Symbol.for('supermin.error');

/** What an error may carry besides its sentence. */
export interface ErrorDetails {
  /** What the user can do about it: one sentence, no full stop needed. */
  hint?: string;
  /** Exit status that the command should end with, where it is not 1 (a failed child's own). */
  exitStatus?: number;
  cause?: unknown;
}

/**
 * The one error class of supermin.
 *
 * `code` is stable and meant for programs; `message` names the path or the package and is meant
 * for people; `hint` says what to do next. Two copies of this package may live in one process
 * (a plugin's and ours), so test with {@link isSuperminError}, never with `instanceof`.
 */
export class SuperminError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitStatus: number;
  readonly [BRAND] = true;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SuperminError';
    this.code = code;
    this.hint = details.hint;
    this.exitStatus = details.exitStatus ?? 1;
  }
}

/** True for a SuperminError of any copy of this package. */
export function isSuperminError(error: unknown): error is SuperminError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** The `code` of a Node.js system error (`ENOENT`, `EACCES`, ...); undefined for everything else, ours included. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  if (isSuperminError(error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
