import { closeSync } from 'node:fs';
import type { BytePath } from '../path/byte-path.ts';
import { contentName, sourceOf } from '../tree/content.ts';
import type { Content } from '../tree/node.ts';
import { openSource, readPiece } from './open-source.ts';
import type { SourceFailures } from './source-failures.ts';

const NO_SOURCE = -1;

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
    const fd = content.kind === 'descriptor' ? content.fd : this.#fd;
    const count = readPiece(content, fd, { target, at, length, offset });
    if (count === length) return;
    throw this.failures.shrank(contentName(content), offset + length, offset + count);
  }

  close(): void {
    if (this.#fd !== NO_SOURCE) closeSync(this.#fd);
    this.#fd = NO_SOURCE;
    this.#path = undefined;
    this.#current = NO_SOURCE;
  }

  #open(path: BytePath): number | undefined {
    const fd = openSource(path, this.failures);
    if (fd === undefined && this.unreadable.at(-1) !== path) this.unreadable.push(path);
    return fd;
  }
}
