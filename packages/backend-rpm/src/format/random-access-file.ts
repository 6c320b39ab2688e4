import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';
import { damaged } from '../errors.ts';

/** Bytes read from the file at once; a database's pages are mostly used in the order in which they lie. */
const WINDOW = 2 ** 20;
/** So many windows are kept: 32 MiB, however large the database. */
const KEPT_WINDOWS = 32;

/** A file that is read here and there. Every range is checked against the file's size before anything is allocated. */
export class RandomAccessFile {
  readonly size: number;
  readonly #fd: number | undefined;
  readonly #mtime: number;
  /** The least recently used one first. */
  readonly #windows = new Map<number, Buffer>();

  /** @param memory what is in it, where it is no file of this machine; `path` is for messages then */
  constructor(
    readonly path: BytePath,
    private readonly memory?: Buffer,
  ) {
    if (memory !== undefined) {
      this.size = memory.length;
      this.#mtime = 0;
      return;
    }
    this.#fd = openSync(toSystemPath(path), 'r');
    const status = fstatSync(this.#fd!);
    this.size = status.size;
    this.#mtime = status.mtimeMs;
  }

  /** The bytes from `offset`; perhaps shared with other callers, so not to be changed. */
  read(offset: number, length: number): Buffer {
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw damaged(this.path, offset, `${length} bytes are wanted, the file ends at ${this.size}`);
    }
    if (this.memory !== undefined) return this.memory.subarray(offset, offset + length);
    const first = Math.floor(offset / WINDOW);
    const start = offset - first * WINDOW;
    if (start + length <= WINDOW) return this.#window(first).subarray(start, start + length);
    const bytes = Buffer.allocUnsafe(length);
    this.#fill(bytes, offset);
    return bytes;
  }

  /** Whether somebody has written to it since it was opened. */
  hasChanged(): boolean {
    if (this.#fd === undefined) return false;
    const { size, mtimeMs } = fstatSync(this.#fd);
    return size !== this.size || mtimeMs !== this.#mtime;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }

  #window(number: number): Buffer {
    let window = this.#windows.get(number);
    if (window === undefined) {
      const offset = number * WINDOW;
      window = Buffer.allocUnsafe(Math.min(WINDOW, this.size - offset));
      this.#fill(window, offset);
      for (const oldest of this.#windows.keys()) {
        if (this.#windows.size < KEPT_WINDOWS) break;
        this.#windows.delete(oldest);
      }
    } else {
      this.#windows.delete(number);
    }
    this.#windows.set(number, window);
    return window;
  }

  #fill(bytes: Buffer, offset: number): void {
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(this.#fd!, bytes, done, bytes.length - done, offset + done);
      if (count === 0) throw damaged(this.path, offset + done, 'the file became shorter');
      done += count;
    }
  }
}
