import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { asOrdinaryUser, IS_ROOT, NOBODY } from '@supermin/test-support/users';

/**
 * Runs `work` as an ordinary user who owns all of `root` and may not look into `directory`, one of its directories. Root
 * becomes `nobody` for that time. In a worker thread it cannot, and nothing is closed to root: then `work` is not run.
 */
export async function withClosedDirectory(
  root: string,
  directory: string,
  work: () => Promise<void>,
): Promise<void> {
  if (IS_ROOT && !isMainThread) return;
  if (IS_ROOT) execFileSync('chown', ['-R', '-h', `${NOBODY}:${NOBODY}`, root]);
  const { mode } = lstatSync(directory);
  chmodSync(directory, 0);
  try {
    await asOrdinaryUser(work);
  } finally {
    chmodSync(directory, mode & 0o7777);
  }
}
