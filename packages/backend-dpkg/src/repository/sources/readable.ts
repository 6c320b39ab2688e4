import { systemErrorCode } from '@supermin/core';

/** What `read` returns; undefined where the system refuses: no file of apt's configuration has to be there. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
