import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUnicode, removeTree } from '@supermin/core';

/** Runs `work` with an empty directory of its own, which others may look into, and removes that. */
export async function scratchDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'supermin-testkit-'));
  try {
    chmodSync(directory, 0o755);
    return await work(directory);
  } finally {
    removeTree(fromUnicode(directory));
  }
}
