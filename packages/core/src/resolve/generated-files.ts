import { closeSync, constants, openSync, readSync, statfsSync } from 'node:fs';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import type { FileStatus } from '../host/host.ts';
import { type BytePath, displayPath, toSystemPath } from '../path/byte-path.ts';

/** Bytes of all of them, which are kept in memory: /proc/kallsyms has some 12 MiB, /proc/kcore all that there is. */
const LIMIT = 128 << 20;

const CHUNK = 256 << 10;

/** `f_type` of FUSE, by which containers get files of /proc of their own: statfs(2). */
const FUSE = 0x65735546;

/**
 * Files that are made when they are read, as those of /proc and /sys. `st_size` says 0 or 4096 of them, and what they hold can
 * be told by reading them to their end only.
 */
export class GeneratedFiles {
  /** By device: does its filesystem store nothing? */
  readonly #devices = new Map<number, boolean>();
  #room: number;

  constructor(private readonly limit = LIMIT) {
    this.#room = limit;
  }

  /** @param path of a regular file, as the system takes it */
  has(path: BytePath, { blocks, dev }: FileStatus): boolean {
    if (blocks !== 0) return false;
    let generated = this.#devices.get(dev);
    if (generated === undefined) {
      generated = storesNothing(path);
      this.#devices.set(dev, generated);
    }
    return generated;
  }

  /**
   * All that there is, now.
   *
   * @returns undefined if this user may not read it, or it cannot be read at all, or not without waiting
   * @throws SuperminError `FILE_ENDLESS`
   */
  read(path: BytePath): Buffer | undefined {
    try {
      // Not blocking: /proc/kmsg waits for the kernel's next message.
      const fd = openSync(toSystemPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        return this.#readToEnd(fd, path);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      if (systemErrorCode(error) !== undefined) return undefined;
      throw error;
    }
  }

  #readToEnd(fd: number, path: BytePath): Buffer {
    const chunks: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const count = readSync(fd, chunk, 0, CHUNK, null);
      if (count === 0) return Buffer.concat(chunks);
      this.#room -= count;
      if (this.#room < 0) throw endless(path, this.limit);
      chunks.push(count < CHUNK ? Buffer.from(chunk.subarray(0, count)) : chunk);
    }
  }
}

/** One with blocks of its own keeps count of what is in a file. */
function storesNothing(path: BytePath): boolean {
  try {
    const { blocks, type } = statfsSync(toSystemPath(path));
    return blocks === 0 || type === FUSE;
  } catch {
    return false;
  }
}

function endless(path: BytePath, limit: number): SuperminError {
  const text = `${displayPath(path)}: what the kernel gives out here, with files like it, has more than ${limit} bytes`;
  return new SuperminError('FILE_ENDLESS', text, { hint: 'leave it out of the hostfiles' });
}
