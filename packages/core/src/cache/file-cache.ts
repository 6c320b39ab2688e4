import { chmodSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { LockFile, type LockOptions } from '../lock/lock-file.ts';
import { ownerTag } from '../output/owner-tag.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { sha256 } from '../text/sha256.ts';
import { USES } from './entry-marks.ts';
import { entryName } from './entry-removal.ts';
import { ownDirectory } from './own-directory.ts';
import { type TakeRoom, withRoom } from './room.ts';
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
  async get(name: string, make: Make): Promise<BytePath | undefined> {
    const directory = ownDirectory(this.cache, this.kind);
    return find(directory, name) ?? (await this.#make(directory, name, make));
  }

  /** The same for what is large: of several processes that miss it one makes it, and the others wait. @throws also SuperminError `LOCK_FILE` */
  async getLarge(
    name: string,
    lock: Pick<LockOptions, 'signal' | 'report'>,
    make: Make,
  ): Promise<BytePath | undefined> {
    const directory = ownDirectory(this.cache, this.kind);
    const kept = find(directory, name);
    if (kept !== undefined) return kept;
    const path = joinPath(ownDirectory(this.cache, USES), `${entryName(this.kind, name)}.lock`);
    const held = await LockFile.acquire(path, lock);
    try {
      return find(directory, name) ?? (await this.#make(directory, name, make));
    } finally {
      // Those who wait for it see that it has gone, and open another one.
      rmSync(toSystemPath(path), { force: true });
      held.release();
    }
  }

  async #make(directory: BytePath, name: string, make: Make): Promise<BytePath | undefined> {
    sweep(directory);
    const temporary = joinPath(directory, ownerTag());
    try {
      return await withRoom(this.cache, async (take) => {
        if (!(await make(temporary, take))) return undefined;
        const file = put(temporary, directory, name);
        removeUnused(directory);
        return file;
      });
    } finally {
      rmSync(toSystemPath(temporary), { force: true });
    }
  }
}

/** @param take to be called before more than a few blocks are written: see `withRoom` */
type Make = (temporary: BytePath, take: TakeRoom) => Promise<boolean>;

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
