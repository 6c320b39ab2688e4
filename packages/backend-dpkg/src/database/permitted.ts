import { systemErrorCode } from '@supermin/core';

/** What `look` finds, or undefined where the user may not look: supermin is meant to run as an ordinary user. */
export function permitted<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (systemErrorCode(error) === 'EACCES') return undefined;
    throw error;
  }
}
