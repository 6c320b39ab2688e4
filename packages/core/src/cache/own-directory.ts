import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';

/**
 * The permission bits with which others may write. Of a file with an ACL the group's bits are the ACL's mask: the most that it
 * gives anybody but the owner.
 */
const OTHERS_WRITE = 0o022;

/**
 * The directory `CACHE/NAME/NAME...`, made if it is not there. The cache and every directory below it on the way is this user's
 * own: see `ownershipProblem`.
 *
 * @param cache see `cacheDirectory()`; its parent has to be there
 * @throws SuperminError `CACHE_UNSAFE`; the system's error
 */
export function ownDirectory(cache: BytePath, ...names: readonly BytePath[]): BytePath {
  for (const path of way(cache, names)) {
    const problem = ownershipProblem(lookOrMake(path));
    if (problem !== undefined) throw unsafe(path, problem);
  }
  return names.reduce(joinPath, cache);
}

/** True if it is there, and as `ownDirectory` wants it. Nothing is made. */
export function isOwnDirectory(cache: BytePath, ...names: readonly BytePath[]): boolean {
  try {
    const all = way(cache, names).map((path) => lstatSync(toSystemPath(path)));
    return all.every((stats) => ownershipProblem(stats) === undefined);
  } catch {
    return false;
  }
}

/** True for what belongs to this user, and nobody else may write to. */
export function isOwn(stats: Stats): boolean {
  return stats.uid === process.geteuid?.() && !othersMayWrite(stats);
}

export function othersMayWrite({ mode }: Stats): boolean {
  return (mode & OTHERS_WRITE) !== 0;
}

/**
 * Why a directory is not this user's own: it is a link, it belongs to somebody else, or others may write to it. Whatever is kept
 * in one that has no such problem was put there by this user.
 */
function ownershipProblem(stats: Stats): string | undefined {
  if (!stats.isDirectory()) return stats.isSymbolicLink() ? 'is a link' : 'is not a directory';
  if (stats.uid !== process.geteuid?.()) return 'belongs to another user';
  return othersMayWrite(stats) ? 'may be written to by others' : undefined;
}

export function unsafe(path: BytePath, problem: string): SuperminError {
  return new SuperminError('CACHE_UNSAFE', `${displayPath(path)} ${problem}`, {
    hint: 'remove it, or set XDG_CACHE_HOME to a directory of your own',
  });
}

function way(cache: BytePath, names: readonly BytePath[]): BytePath[] {
  const paths = [cache];
  for (const name of names) paths.push(joinPath(paths.at(-1)!, name));
  return paths;
}

function lookOrMake(path: BytePath): Stats {
  const system = toSystemPath(path);
  const stats = lstatSync(system, { throwIfNoEntry: false });
  if (stats !== undefined) return stats;
  try {
    mkdirSync(system, { mode: 0o700 });
  } catch (error) {
    // Another process was faster; whose it is will be seen.
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
  return lstatSync(system);
}
