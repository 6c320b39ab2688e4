import { randomBytes } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type { Content } from '../tree/node.ts';

/** Contents of base archives that are kept in memory; config files are far below it. */
const MEMORY_LIMIT = 16 * 1024 * 1024;

/**
 * Keeps the bytes of base archives until the writer wants them: in memory while they are few, then in a
 * nameless file, so that a large archive costs no memory and a killed process leaves nothing behind.
 */
export class ContentStore {
  #inMemory = 0;
  #fd: number | undefined;
  #end = 0;

  constructor(private readonly temporaryDirectory: BytePath) {}

  async keep(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Content> {
    if (this.#inMemory + size <= MEMORY_LIMIT) {
      this.#inMemory += size;
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      return { kind: 'bytes', bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) };
    }
    this.#fd ??= this.#openNameless();
    const offset = this.#end;
    for await (const chunk of chunks) this.#append(this.#fd, chunk);
    return { kind: 'descriptor', fd: this.#fd, offset };
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #append(fd: number, chunk: Uint8Array): void {
    let written = 0;
    while (written < chunk.length) {
      written += writeSync(fd, chunk, written, chunk.length - written, this.#end + written);
    }
    this.#end += chunk.length;
  }

  #openNameless(): number {
    const name = `supermin-${randomBytes(8).toString('hex')}`;
    const path = toSystemPath(joinPath(this.temporaryDirectory, name));
    const fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return fd;
  }
}
