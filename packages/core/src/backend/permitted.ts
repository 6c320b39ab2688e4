import { attempt } from '../errors/attempt.ts';

/**
 * What `look` returns, or undefined where the user may not look: a backend is meant to run as an ordinary user.
 *
 * @throws every error of `look` but EACCES
 */
export function permitted<T>(look: () => T): T | undefined {
  return attempt(look, 'EACCES');
}
