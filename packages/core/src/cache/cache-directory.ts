import { accessSync, constants, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, fromUnicode } from '../path/byte-path.ts';

/** The variables that decide where a user's cache lies. */
export interface CacheEnvironment {
  XDG_CACHE_HOME?: string | undefined;
  HOME?: string | undefined;
}

/**
 * The user's directory for what supermin remembers and keeps, made if need be: `$XDG_CACHE_HOME/supermin`,
 * `~/.cache/supermin` (XDG Base Directory Specification), or, for a user without a home of their own,
 * `/var/tmp/.supermin-UID`.
 *
 * @throws SuperminError `CACHE_UNSAFE` if the last of these belongs to somebody else
 */
export function cacheDirectory(environment: CacheEnvironment): string {
  const { XDG_CACHE_HOME: xdg, HOME: home } = environment;
  const uid = process.getuid?.() ?? 0;
  if (xdg?.startsWith('/') && usable(`${xdg}/supermin`)) return `${xdg}/supermin`;
  // Root with another user's HOME must not leave root's files there.
  if (home?.startsWith('/') && ownedBy(home, uid) && usable(`${home}/.cache/supermin`)) {
    return `${home}/.cache/supermin`;
  }
  return privateDirectory(`/var/tmp/.supermin-${uid}`, uid);
}

/** As plugins are handed it; nothing for undefined. */
export function handedCache(directory: string | undefined): { cacheDirectory?: BytePath } {
  return directory === undefined ? {} : { cacheDirectory: fromUnicode(directory) };
}

function usable(path: string): boolean {
  try {
    makeDirectory(path);
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** With its parents. Node's own `recursive` never ends below /proc, where nothing can be made. */
function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (path !== '/') makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
}

function ownedBy(path: string, uid: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.uid === uid;
}

/** In a directory that everybody may write to, so somebody else may have been there first. */
function privateDirectory(path: string, uid: number): string {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
  const stats = lstatSync(path);
  if (!stats.isDirectory() || stats.uid !== uid || (stats.mode & 0o022) !== 0) {
    throw new SuperminError('CACHE_UNSAFE', `${path} belongs to somebody else`, {
      hint: 'remove it, or set XDG_CACHE_HOME to a directory of your own',
    });
  }
  return path;
}
