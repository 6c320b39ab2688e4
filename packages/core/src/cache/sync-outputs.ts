import { closeSync, fstatSync, fsyncSync, openSync } from 'node:fs';
import { type BytePath, parentPath, toSystemPath } from '../path/byte-path.ts';
import type { BuildRecord } from './build-record.ts';

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
    return (
      !files.includes(output) && [...files, output, parentPath(output)].every((path) => sync(path))
    );
  } catch {
    return false;
  }
}

/** A link is followed: a kernel that the output only leads to is its package's business, and quickly synced. */
function sync(path: BytePath): boolean {
  const fd = openSync(toSystemPath(path), 'r');
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() && !stats.isDirectory()) return false;
    fsyncSync(fd);
    return true;
  } finally {
    closeSync(fd);
  }
}
