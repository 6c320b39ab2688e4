import { lstatSync } from 'node:fs';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';

/** What nobody asked for in this many seconds is removed. */
export const KEPT = 30 * 24 * 3600;

/** True for a file of the cache that nobody has read for so long, as far as the filesystem tells; false if it has gone. */
export function isUnused(file: BytePath): boolean {
  const stats = lstatSync(toSystemPath(file), { throwIfNoEntry: false });
  return stats !== undefined && (Date.now() - stats.atimeMs) / 1000 > KEPT;
}
