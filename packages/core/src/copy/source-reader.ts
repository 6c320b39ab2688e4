import { closeSync, openSync, readSync } from 'node:fs';
import { systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { contentName, contentOffset, sourceOf } from '../tree/content.ts';
import type { Content } from '../tree/node.ts';
import { SOURCE_FLAGS } from './source-flags.ts';

const NO_SOURCE = -1;

/** A writer's own errors: files change while they are copied. */
export interface SourceFailures {
  /** There are fewer bytes than planned. */
  shrank(path: BytePath, planned: number, found: number): Error;
  vanished(path: BytePath, cause: unknown): Error;
}

/** Reads pieces of sources, in their order; keeps one file open at a time. */
export class SourceReader {
  /** Files that we may not read; their pieces are passed over. */
  readonly unreadable: BytePath[] = [];
  #current = NO_SOURCE;
  #fd = NO_SOURCE;
  /** The file that is open. */
  #path: BytePath | undefined;

  constructor(
    private readonly sources: readonly Content[],
    private readonly failures: SourceFailures,
  ) {}

  /** Makes `source` the one to read from; false if we may not read it. */
  select(source: number): boolean {
    if (source === this.#current) return true;
    const path = sourceOf(this.sources[source]!);
    // Parts of one file often follow each other.
    if (path === undefined || path !== this.#path) {
      this.close();
      const fd = path === undefined ? NO_SOURCE : this.#open(path);
      if (fd === undefined) return false;
      this.#fd = fd;
      this.#path = path;
    }
    this.#current = source;
    return true;
  }

  /**
   * Reads exactly `length` bytes of the selected source, from `offset` on.
   *
   * @throws `failures.shrank` if the file has become too short
   */
  read(target: Buffer, at: number, length: number, offset: number): void {
    const content = this.sources[this.#current]!;
    if (content.kind === 'bytes') {
      const piece = content.bytes.subarray(offset, offset + length);
      if (piece.length < length) this.#throwShrunk(content, offset + length, offset + piece.length);
      target.set(piece, at);
      return;
    }
    const fd = content.kind === 'descriptor' ? content.fd : this.#fd;
    const base = contentOffset(content) + offset;
    let done = 0;
    while (done < length) {
      const count = readSync(fd, target, at + done, length - done, base + done);
      if (count === 0) this.#throwShrunk(content, offset + length, offset + done);
      done += count;
    }
  }

  close(): void {
    if (this.#fd !== NO_SOURCE) closeSync(this.#fd);
    this.#fd = NO_SOURCE;
    this.#path = undefined;
    this.#current = NO_SOURCE;
  }

  #open(path: BytePath): number | undefined {
    try {
      return openSync(toSystemPath(path), SOURCE_FLAGS);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === 'EACCES' || code === 'EPERM') {
        if (this.unreadable.at(-1) !== path) this.unreadable.push(path);
        return undefined;
      }
      if (code === 'ENOENT' || code === 'ENOTDIR') throw this.failures.vanished(path, error);
      throw error;
    }
  }

  #throwShrunk(content: Content, planned: number, found: number): never {
    throw this.failures.shrank(contentName(content), planned, found);
  }
}
