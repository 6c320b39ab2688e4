import { existsSync } from 'node:fs';
import { type BytePath, displayPath, SuperminError, toSystemPath } from '@supermin/core';
import { notStarted } from './exit-status.ts';

/** @param list names */
export function packagesMissing(list: string, hint: string): SuperminError {
  return new SuperminError('PACKAGES_MISSING', `not installed on this machine: ${list}`, { hint });
}

export function commandMissing(command: BytePath, hint: string): SuperminError {
  const text = `there is no command '${displayPath(command)}' on this machine`;
  return new SuperminError('COMMAND_MISSING', text, { exitStatus: 127, hint });
}

export function notAProgram(path: BytePath): SuperminError {
  return new SuperminError('COMMAND_NOT_EXECUTABLE', `${displayPath(path)} is not executable`, {
    exitStatus: 126,
    hint: 'specify a file that may be executed',
  });
}

/** @param options what the caller asked for that is decided when an appliance is built */
export function applianceBuilt(directory: BytePath, options: readonly string[]): SuperminError {
  const what = options.join(', ');
  return new SuperminError(
    'APPLIANCE_BUILT',
    `${displayPath(directory)} is a full appliance, which has been built: no effect of ${what}`,
    { hint: 'build it with that, or specify a small one that prepare made' },
  );
}

export function applianceFileMissing(directory: BytePath, name: string): SuperminError {
  const isThere = existsSync(toSystemPath(directory));
  const what = isThere ? `there is no ${name} in this appliance` : 'no such directory';
  return new SuperminError('APPLIANCE_MISSING', `${displayPath(directory)}: ${what}`, {
    hint: "specify a directory that 'supermin build -f ext2', 'supermin build -f cpio' or 'supermin prepare' made",
  });
}

/** @param size of the file; both in bytes */
export function applianceFileTruncated(file: BytePath, size: number, whole: number): SuperminError {
  const text = `${displayPath(file)} is truncated: it has ${size} bytes of a filesystem of ${whole}`;
  return notStarted('APPLIANCE_DAMAGED', text, { hint: 'build the appliance again' });
}

export function cacheUnwritable(cache: BytePath, code: string, cause: unknown): SuperminError {
  return new SuperminError(
    'CACHE_WRITE',
    `cannot write to the cache ${displayPath(cache)} (${code})`,
    { hint: 'make room there, or set XDG_CACHE_HOME to another directory', cause },
  );
}

/** Packages that are named beside a lock, which has all that there will be. */
export function packagesFixed(appliance: BytePath, names: readonly string[]): SuperminError {
  const text = `${displayPath(appliance)} has a lock.json: no packages can be added (${names.join(' ')})`;
  return notStarted('LOCK_FIXED', text, {
    hint: 'make it again with prepare --from and these packages',
  });
}
