import { lstatSync } from 'node:fs';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { othersMayWrite, unsafe } from './own-directory.ts';

const STICKY = 0o1000;

/**
 * Gives the directory back if nobody but this user and root can make its name lead elsewhere: it, and all directories above it,
 * belong to one of the two, and others may not write to them, or, as in /tmp, only to what is theirs (sticky).
 *
 * It is looked at from the top: what has been looked at, nobody else can change any more.
 *
 * @param path absolute, without links: see `realPath()`
 * @throws SuperminError `CACHE_UNSAFE`; the system's error
 */
export function trustedDirectory(path: BytePath): BytePath {
  let directory = '/';
  refuseUntrusted(directory);
  for (const name of path.split('/').filter(Boolean)) {
    directory = joinPath(directory, name);
    refuseUntrusted(directory);
  }
  return directory;
}

function refuseUntrusted(directory: BytePath): void {
  const stats = lstatSync(toSystemPath(directory));
  if (!stats.isDirectory()) throw unsafe(directory, 'is not a directory');
  if (stats.uid !== 0 && stats.uid !== process.geteuid?.()) {
    throw unsafe(directory, 'belongs to another user');
  }
  if (othersMayWrite(stats) && (stats.mode & STICKY) === 0) {
    throw unsafe(directory, 'may be written to by others');
  }
}
