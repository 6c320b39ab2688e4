import type { Stream } from 'node:stream';
import { type BytePath, toSystemPath } from '@supermin/core';
import { Descriptors } from './descriptors.ts';

/** What may stand in `spawn`'s `stdio`. */
export type Stdio = 'ignore' | 'pipe' | number | Stream;

/**
 * The descriptors that a child is to inherit, numbered as it sees them.
 *
 * Arguments of a program are UTF-8 for Node.js, names of files are not: a file whose name is no
 * UTF-8 is opened here and named to the child as `/proc/self/fd/N`.
 */
export class InheritedFiles {
  readonly stdio: Stdio[];
  readonly #opened = new Descriptors();

  constructor(standard: readonly [Stdio, Stdio, Stdio]) {
    this.stdio = [...standard];
  }

  /** The number by which the child knows it. */
  add(entry: Stdio): number {
    return this.stdio.push(entry) - 1;
  }

  /** Hands over a descriptor of ours as the child's `number`; it is closed with the others. */
  give(number: number, fd: number): void {
    this.stdio[number] = this.#opened.add(fd);
  }

  /** A name by which the child can open what a descriptor of ours leads to. */
  descriptor(fd: number): string {
    return `/proc/self/fd/${this.add(fd)}`;
  }

  /** A name for `path` that the child can open; absolute if `path` is. Throws the system's error. */
  name(path: BytePath): string {
    const system = toSystemPath(path);
    const text = system.toString();
    if (typeof system === 'string' || Buffer.from(text).equals(system)) return text;
    return this.descriptor(this.#opened.open(path));
  }

  /** Closes our own copies, once the child has its. */
  release(): void {
    this.#opened.close();
  }
}
