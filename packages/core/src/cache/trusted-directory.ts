import { lstatSync, type Stats } from 'node:fs';
import { isSuperminError } from '../errors/supermin-error.ts';
import { type BytePath, joinPath, parentPath, toSystemPath } from '../path/byte-path.ts';
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

/**
 * True if nobody but this user and root can write to the file, or put another one in its place.
 *
 * @param path absolute, without links: see `realPath()`
 * @throws the system's error
 */
export function isTrustedFile(path: BytePath): boolean {
  const stats = lstatSync(toSystemPath(path));
  try {
    trustedDirectory(parentPath(path));
  } catch (error) {
    if (isSuperminError(error)) return false;
    throw error;
  }
  return stats.isFile() && isOwnOrRoots(stats) && !othersMayWrite(stats);
}

function refuseUntrusted(directory: BytePath): void {
  const stats = lstatSync(toSystemPath(directory));
  if (!stats.isDirectory()) throw unsafe(directory, 'is not a directory');
  if (!isOwnOrRoots(stats)) throw unsafe(directory, 'belongs to another user');
  if (othersMayWrite(stats) && (stats.mode & STICKY) === 0) {
    throw unsafe(directory, 'may be written to by others');
  }
}

function isOwnOrRoots({ uid }: Stats): boolean {
  return uid === 0 || uid === process.geteuid?.();
}
