import { closeSync, fstatSync, fsyncSync, openSync } from 'node:fs';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';

/**
 * Returns when a file or a directory is on the disk. A link is followed.
 *
 * @returns false if it is neither: nothing is done then
 * @throws the system's error
 */
export function syncFile(path: BytePath): boolean {
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
