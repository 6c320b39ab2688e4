import { systemErrorCode } from './supermin-error.ts';
import { isOutOfFiles } from './write-failure.ts';

/**
 * What `work` gives; undefined if it fails.
 *
 * @param codes of errors of the system that are expected, such as `ENOENT`: any other error is thrown. Default: all errors are expected
 */
export function attempt<T>(work: () => T, ...codes: readonly string[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (codes.length > 0 && !codes.includes(systemErrorCode(error) ?? '')) throw error;
    return undefined;
  }
}

/** What `read` gives; undefined where the system refuses, whatever the reason, but for one that has nothing to do with the file. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (systemErrorCode(error) === undefined || isOutOfFiles(error)) throw error;
    return undefined;
  }
}
