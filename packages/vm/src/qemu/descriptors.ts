import { closeSync, openSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';

/** Descriptors that are opened one after another and closed together: all of them, also where the next one cannot be opened. */
export class Descriptors {
  readonly #opened: number[] = [];

  /** @throws the system's error */
  open(path: BytePath, flags: string | number = 'r'): number {
    return this.add(openSync(toSystemPath(path), flags));
  }

  /** From now on it is closed with the others. */
  add(fd: number): number {
    this.#opened.push(fd);
    return fd;
  }

  close(): void {
    for (const fd of this.#opened.splice(0)) closeSync(fd);
  }
}
