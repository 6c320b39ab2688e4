import assert from 'node:assert/strict';

/** An error that the command can show to a user: see `requireUserError`. */
export interface UserError extends Error {
  code: string;
}

/**
 * An error for users has a `code` that stays the same (a SuperminError's, a system error's, or any other), and a message
 * that is a sentence. Anything else is shown as an internal error with a stack.
 */
export function requireUserError(error: unknown, when: string): UserError {
  assert(error instanceof Error, `${when}: what is thrown is not an Error: ${String(error)}`);
  const { code } = error as Partial<UserError>;
  const internal = typeof code !== 'string' || code.startsWith('ERR_');
  assert(!internal, `${when}: the error has no code for users: ${error.stack}`);
  assert(error.message.trim() !== '', `${when}: the error ${code} has no message`);
  return error as UserError;
}

/** What `work` throws; it has to throw. */
export async function thrownBy(work: () => unknown, when: string): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  assert.fail(`${when}: there was no error`);
}

/** What `work` throws; it has to throw an error for users. */
export async function userErrorOf(work: () => unknown, when: string): Promise<UserError> {
  return requireUserError(await thrownBy(work, when), when);
}
