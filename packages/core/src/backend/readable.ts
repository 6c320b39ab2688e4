import { systemErrorCode } from '../errors/supermin-error.ts';

/** What `read` returns; undefined where the system refuses: no file of a package manager's configuration has to be there. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
