import { chmodSync, constants, lstatSync, promises as threads, truncateSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';
import { sourceShrank } from '../errors.ts';

/** So much may be on its way: what an abort has to wait for, because threads can't be stopped. */
const BYTES = 128 << 20;

/** For the builder to cut a file that has grown. */
const PRIVATE = 0o600;

/**
 * Copies of files by libuv's threads, while the caller makes others: the kernel moves the bytes, at the same time on
 * another processor. Each copy is a promise, which costs more than it gains for small files.
 */
export class BackgroundCopies {
  readonly #pending = new Set<Promise<void>>();
  #bytes = 0;
  #failure: { error: unknown; target: BytePath } | undefined;

  /**
   * Begins to copy `source` into the new file `target`; what is there already is never opened.
   *
   * @param size as planned, in bytes: what is more is cut off
   * @param done called when all bytes are there
   */
  start(source: BytePath, target: BytePath, size: number, done: () => void): void {
    this.#bytes += size;
    const copy = copyWhole(source, target, size)
      .then(done)
      .catch((error) => {
        this.#failure ??= { error, target };
      })
      .finally(() => {
        this.#bytes -= size;
        this.#pending.delete(copy);
      });
    this.#pending.add(copy);
  }

  /**
   * Waits until another `size` bytes may be on their way.
   *
   * @param failed told which file a failure is about
   * @throws SuperminError `CHROOT_SOURCE_CHANGED`; system errors: those of any copy
   */
  async room(size: number, failed: (target: BytePath) => void): Promise<void> {
    while (this.#bytes > 0 && this.#bytes + size > BYTES) await Promise.race(this.#pending);
    this.#check(failed);
  }

  /** Waits for all. @throws like {@link room} */
  async finish(failed: (target: BytePath) => void): Promise<void> {
    await this.settle();
    this.#check(failed);
  }

  /** Waits until no thread writes any more, whatever became of it. */
  async settle(): Promise<void> {
    await Promise.all(this.#pending);
  }

  #check(failed: (target: BytePath) => void): void {
    if (this.#failure === undefined) return;
    failed(this.#failure.target);
    throw this.#failure.error;
  }
}

async function copyWhole(source: BytePath, target: BytePath, size: number): Promise<void> {
  const system = toSystemPath(target);
  await threads.copyFile(toSystemPath(source), system, constants.COPYFILE_EXCL);
  const found = lstatSync(system).size;
  if (found < size) throw sourceShrank(source, size, found);
  if (found === size) return;
  chmodSync(system, PRIVATE);
  truncateSync(system, size);
}
