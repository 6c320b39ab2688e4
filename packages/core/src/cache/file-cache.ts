import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { ownerTag } from '../output/owner-tag.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { syncFile } from './sync-file.ts';

/** A file that nobody asked for in so many seconds is removed. */
const KEPT = 30 * 24 * 3600;

/**
 * Files that can be made again at any time, each under a name that says all that its content follows from. Several
 * processes may use one directory.
 */
export class FileCache {
  /** @param directory made with the first file */
  constructor(private readonly directory: BytePath) {}

  /**
   * The file of this name; made, at once or not at all, if it is not there.
   *
   * @param make writes it to the path that it is given; false if there is nothing to keep
   * @throws the system's error; what `make` throws
   */
  async get(
    name: string,
    make: (temporary: BytePath) => Promise<boolean>,
  ): Promise<BytePath | undefined> {
    const file = joinPath(this.directory, name);
    if (isUsed(file)) return file;
    mkdirSync(toSystemPath(this.directory), { recursive: true, mode: 0o700 });
    sweep(this.directory);
    const temporary = joinPath(this.directory, ownerTag());
    try {
      if (!(await make(temporary))) return undefined;
      // Else a power failure could leave an empty file of that name, for a month.
      syncFile(temporary);
      renameSync(toSystemPath(temporary), toSystemPath(file));
    } finally {
      rmSync(toSystemPath(temporary), { force: true });
    }
    this.#removeUnused();
    return file;
  }

  #removeUnused(): void {
    for (const name of readdirSync(toSystemPath(this.directory), { encoding: 'latin1' })) {
      const path = toSystemPath(joinPath(this.directory, name));
      const atime = lstatSync(path, { throwIfNoEntry: false })?.atimeMs ?? Date.now();
      if ((Date.now() - atime) / 1000 > KEPT) rmSync(path, { force: true });
    }
  }
}

/** A name for a file that follows from these facts: plain values, in an order that stays. */
export function cacheName(facts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}

/** Its access time is set by hand, as few file systems keep it; its time of change is the content's. */
function isUsed(file: BytePath): boolean {
  const path = toSystemPath(file);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  utimesSync(path, new Date(), stats.mtime);
  return true;
}
