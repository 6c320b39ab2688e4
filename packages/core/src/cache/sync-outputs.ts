import { parentPath } from '../path/byte-path.ts';
import type { BuildRecord } from './build-record.ts';
import { syncFile } from './sync-file.ts';

/**
 * Seconds after which the kernel has written what a build left in memory: Linux starts on pages that are older than 30 s
 * (`vm.dirty_expire_centisecs`), every 5 s. From then on fsync(2) finds nothing to do.
 */
export const SYNC_AGE = 60;

/** True if making sure that the output is on the disk is due, and costs next to nothing. */
export function syncIsDue(record: BuildRecord, now = Date.now() / 1000): boolean {
  return !record.synced && now - record.builtAt >= SYNC_AGE;
}

/**
 * Has the kernel confirm that the output files, and the directories that name them, are on the disk.
 *
 * @returns false if they are not all plain files that can be opened (a whole tree is not gone through)
 */
export function syncOutputs({ output, outputs }: BuildRecord): boolean {
  try {
    const files = outputs.map(([path]) => path);
    // A kernel that the output only leads to is its package's business, and quickly synced.
    return !files.includes(output) && [...files, output, parentPath(output)].every(syncFile);
  } catch {
    return false;
  }
}
