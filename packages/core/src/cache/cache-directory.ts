import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { systemErrorCode } from '../errors/supermin-error.ts';
import { type Report, say } from '../events/event.ts';
import {
  type BytePath,
  baseName,
  displayPath,
  fromUnicode,
  joinPath,
  parentPath,
  toSystemPath,
} from '../path/byte-path.ts';
import { realPath } from '../path/real-path.ts';
import { ownDirectory, unsafe } from './own-directory.ts';
import { trustedDirectory } from './trusted-directory.ts';

/** The variables that decide where a user's cache lies. */
export interface CacheEnvironment {
  XDG_CACHE_HOME?: string | undefined;
  HOME?: string | undefined;
}

/**
 * The user's directory for what supermin remembers and keeps, made if need be: `$XDG_CACHE_HOME/supermin`,
 * `~/.cache/supermin` (XDG Base Directory Specification), or `/var/tmp/.supermin-UID`.
 *
 * What is kept there is believed, and some of it is code: one rule decides whether that may be done.
 *
 * - The directories above it can be renamed by nobody but this user and root: `trustedDirectory`. So its name leads to the
 *   same directory each time, whatever others do meanwhile.
 * - XDG_CACHE_HOME, and HOME, belong to this user. Root with the variables of another user leaves nothing there.
 * - It, and every directory below it, is no link, belongs to this user, and nobody else may write to it: `ownDirectory`.
 *
 * @param report is told, at `-v`, which of the three is not used, and why
 * @returns undefined if none can be used: then nothing is kept
 */
export function cacheDirectory(
  environment: CacheEnvironment,
  report: Report = () => {},
): BytePath | undefined {
  const { XDG_CACHE_HOME: xdg, HOME: home } = environment;
  const uid = process.geteuid?.() ?? 0;
  const places: [BytePath, () => BytePath][] = [];
  if (xdg?.startsWith('/')) {
    const base = fromUnicode(xdg);
    places.push([`${base}/supermin`, () => joinPath(belonging(made(base), uid), 'supermin')]);
  }
  if (home?.startsWith('/')) {
    const base = fromUnicode(home);
    places.push([`${base}/.cache/supermin`, () => inHome(base, uid)]);
  }
  const name = `.supermin-${uid}`;
  places.push([`/var/tmp/${name}`, () => joinPath(trustedDirectory(realPath('/var/tmp')), name)]);
  for (const [path, find] of places) {
    try {
      return writable(ownDirectory(find()));
    } catch (error) {
      say(report, `cache: ${displayPath(path)} is not used: ${(error as Error).message}`);
    }
  }
  return undefined;
}

function inHome(home: BytePath, uid: number): BytePath {
  // A home that is not there is not made.
  const existing = belonging(trustedDirectory(realPath(home)), uid);
  return joinPath(belonging(made(joinPath(existing, '.cache')), uid), 'supermin');
}

/** Its real path; made, with its parents, where only this user and root may do that. */
function made(path: BytePath): BytePath {
  try {
    return trustedDirectory(realPath(path));
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || path === '/') throw error;
  }
  const directory = joinPath(made(parentPath(path)), baseName(path));
  try {
    mkdirSync(toSystemPath(directory), { mode: 0o700 });
  } catch (error) {
    // Another process was faster, or it is a link that leads nowhere.
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
  return trustedDirectory(directory);
}

function belonging(directory: BytePath, uid: number): BytePath {
  if (lstatSync(toSystemPath(directory)).uid === uid) return directory;
  throw unsafe(directory, 'belongs to another user');
}

function writable(directory: BytePath): BytePath {
  accessSync(toSystemPath(directory), constants.W_OK);
  return directory;
}
