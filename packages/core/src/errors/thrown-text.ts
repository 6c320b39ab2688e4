import { inspect } from 'node:util';

/** For messages: what somebody else's code has thrown, which may be anything. */
export function thrownText(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === 'string' ? thrown : inspect(thrown, { breakLength: Infinity });
}
