import { chmodSync, chownSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { User } from '../users/users.ts';
import { removeDirectories } from './remove-directories.ts';
import { writeFiles } from './write-files.ts';

/** Of the tests of this file. */
export const madeDirectories: string[] = [];

// Here, not in the function: inside of a test it is too late to register it.
afterAll(() => removeDirectories(madeDirectories));

/**
 * A directory of its own for a test, or for all tests of a file, which is removed when the tests of the file have ended.
 * Everybody may enter it; its path has no symbolic links.
 *
 * @param files what is in it: `{ 'etc/passwd': 'root:...' }`
 * @param owner who may write to it; default: who runs the tests
 */
export function scratchDirectory(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  owner: Partial<User> = {},
): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'supermin-test-'));
  madeDirectories.push(directory);
  chmodSync(directory, 0o755);
  if (owner.uid !== undefined) chownSync(directory, owner.uid, owner.uid);
  return writeFiles(directory, files);
}
