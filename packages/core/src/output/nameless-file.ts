import { openSync, unlinkSync } from 'node:fs';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { ownerTag } from './owner-tag.ts';

/**
 * A file for reading and writing, which is gone when its descriptor is closed, however this process ends. For a moment it has a name,
 * by which `sweep` knows whose it was.
 *
 * @throws the system's error
 */
export function openNameless(directory: BytePath): number {
  const file = toSystemPath(joinPath(directory, ownerTag()));
  const fd = openSync(file, 'wx+', 0o600);
  unlinkSync(file);
  return fd;
}
