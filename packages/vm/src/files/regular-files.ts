import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  openSync,
  writeSync,
} from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';
import type { ArchiveEntry } from '@supermin/newc';
import { removeOld, systemError } from './remove-old.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;

/** A file that this copy has made. */
interface Made {
  /** Its first name. Another entry may have put something else there since. */
  path: BytePath;
  dev: bigint;
  ino: bigint;
  /** Permission bits that it was given. */
  mode: number;
  /** The first name was given to something else. That may have got the same inode number. */
  isReplaced: boolean;
}

/**
 * Makes the regular files of an archive that is not trusted. Only what was made here is ever written to: a name that has become
 * a device, a fifo or another file in the meantime is neither linked to nor opened for longer than it takes to see that.
 */
export class RegularFiles {
  /** Those with several names. */
  readonly #made = new Map<string, Made>();
  /** The same by their first names. */
  readonly #byName = new Map<BytePath, Made>();

  constructor(private readonly owners: boolean) {}

  /** Removes what has this name, unless it is a directory. */
  remove(path: BytePath): void {
    removeOld(path);
    const made = this.#byName.get(path);
    if (made !== undefined) made.isReplaced = true;
    this.#byName.delete(path);
  }

  /** @throws system errors; `ESTALE` where the first name of a hard link is another file by now */
  async make(entry: ArchiveEntry, path: BytePath): Promise<void> {
    const key = entry.nlink > 1 ? `${entry.segment}:${entry.ino}` : undefined;
    const first = key === undefined ? undefined : this.#made.get(key);
    if (first !== undefined) {
      this.#link(first, path);
      if (entry.size > 0) await this.#fill(openMade(first, path), entry, first.mode);
      return;
    }
    this.remove(path);
    // Without owners it is a new file like any other: the umask, or an access control list, has its say.
    const wanted = this.owners ? 0o600 : entry.mode & 0o777;
    const flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
    const fd = openSync(toSystemPath(path), flags, wanted);
    const { dev, ino, mode } = fstatSync(fd, { bigint: true });
    const made = { path, dev, ino, mode: Number(mode) & 0o777, isReplaced: false };
    if (key !== undefined) {
      this.#made.set(key, made);
      this.#byName.set(path, made);
    }
    await this.#fill(fd, entry, made.mode);
  }

  #link(first: Made, path: BytePath): void {
    const system = toSystemPath(first.path);
    checkSame(first, lstatSync(system, { bigint: true, throwIfNoEntry: false }));
    this.remove(path);
    linkSync(system, toSystemPath(path));
  }

  /** Closes it as well. */
  async #fill(fd: number, entry: ArchiveEntry, mode: number): Promise<void> {
    try {
      for await (const chunk of entry.chunks()) writeWhole(fd, chunk);
      if (this.owners) fchownSync(fd, entry.uid, entry.gid);
      fchmodSync(fd, this.owners ? entry.mode & 0o7777 : mode);
      futimesSync(fd, entry.mtime, entry.mtime);
    } finally {
      closeSync(fd);
    }
  }
}

function openMade(made: Made, path: BytePath): number {
  const system = toSystemPath(path);
  checkSame(made, lstatSync(system, { bigint: true, throwIfNoEntry: false }));
  if ((made.mode & 0o200) === 0) chmodSync(system, 0o600);
  const fd = openSync(system, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    checkSame(made, fstatSync(fd, { bigint: true }));
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function checkSame(
  made: Made,
  found: { dev: bigint; ino: bigint; isFile(): boolean } | undefined,
): void {
  const isSame = found?.isFile() && found.dev === made.dev && found.ino === made.ino;
  if (!isSame || made.isReplaced) throw systemError('ESTALE');
}

function writeWhole(fd: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done);
}
