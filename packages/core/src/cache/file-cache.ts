import { chmodSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { ownerTag } from '../output/owner-tag.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { sha256 } from '../text/sha256.ts';
import { ownDirectory } from './own-directory.ts';
import { isWhole, sealedName, sealedNames } from './sealed-file.ts';
import { syncFile } from './sync-file.ts';
import { isUnused } from './unused.ts';

/**
 * Files that can be made again at any time, each under a name that says all that its content follows from. Several
 * processes may use one directory.
 */
export class FileCache {
  /**
   * @param cache the user's cache directory, see `cacheDirectory()`
   * @param kind a directory in there; made with the first file
   */
  constructor(
    private readonly cache: BytePath,
    private readonly kind: string,
  ) {}

  /**
   * The file of this name; made, at once or not at all, if it is not there, or is not any more as it was made.
   *
   * @param make writes it to the path that it is given; false if there is nothing to keep
   * @throws SuperminError `CACHE_UNSAFE`; the system's error; what `make` throws
   */
  async get(
    name: string,
    make: (temporary: BytePath) => Promise<boolean>,
  ): Promise<BytePath | undefined> {
    const directory = ownDirectory(this.cache, this.kind);
    const kept = find(directory, name);
    if (kept !== undefined) return kept;
    sweep(directory);
    const temporary = joinPath(directory, ownerTag());
    try {
      if (!(await make(temporary))) return undefined;
      const file = put(temporary, directory, name);
      removeUnused(directory);
      return file;
    } finally {
      rmSync(toSystemPath(temporary), { force: true });
    }
  }
}

/** A name for a file that follows from these facts: plain values, in an order that stays. */
export function cacheName(facts: readonly unknown[]): string {
  return sha256(JSON.stringify(facts)).slice(0, 32);
}

function find(directory: BytePath, name: string): BytePath | undefined {
  for (const sealed of sealedNames(list(directory), name)) {
    const file = joinPath(directory, sealed);
    if (isWhole(file)) return file;
    rmSync(toSystemPath(file), { force: true });
  }
  return undefined;
}

/** @returns the file that another process has put there meanwhile, if one has: there is to be one */
function put(temporary: BytePath, directory: BytePath, name: string): BytePath {
  // Whatever the umask is: see `isOwn`.
  chmodSync(toSystemPath(temporary), lstatSync(toSystemPath(temporary)).mode & 0o7755);
  const file = joinPath(directory, sealedName(name, temporary));
  // Else a power failure could leave an empty file of that name, for a month.
  syncFile(temporary);
  const kept = find(directory, name);
  if (kept !== undefined) return kept;
  renameSync(toSystemPath(temporary), toSystemPath(file));
  return file;
}

function removeUnused(directory: BytePath): void {
  for (const name of list(directory)) {
    const file = joinPath(directory, name);
    if (isUnused(file)) rmSync(toSystemPath(file), { force: true });
  }
}

function list(directory: BytePath): string[] {
  return readdirSync(toSystemPath(directory), { encoding: 'latin1' });
}
