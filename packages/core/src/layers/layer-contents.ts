import { createHash } from 'node:crypto';
import { writeAll } from '../copy/write-buffer.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { Content } from '../tree/node.ts';
import type { Allowance } from './allowance.ts';

/** Gathered before they are written. */
const PORTION = 1 << 20;

/** The contents of a layer's files, one behind the other from the start of the layer's file on. */
export class LayerContents {
  readonly #hash = createHash('sha256');
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #end = 0;

  /**
   * @param fd the layer's file, empty
   * @param file its final path, which contents are told by
   * @param source the archive, and what it may unpack to
   */
  constructor(
    private readonly fd: number,
    private readonly file: BytePath,
    private readonly source: { name: BytePath; allowance: Allowance },
  ) {}

  /** Bytes so far. */
  get size(): number {
    return this.#end;
  }

  async keep(chunks: AsyncIterable<Uint8Array>): Promise<Content> {
    const offset = this.#end;
    for await (const chunk of chunks) this.#append(chunk);
    return { kind: 'part', path: this.file, offset };
  }

  /** Holes are written: packages have next to none, and what reads a part of a file need not know of them. */
  async keepSparse(
    chunks: AsyncIterable<Uint8Array>,
    size: number,
    ranges: Float64Array,
  ): Promise<Content> {
    const offset = this.#end;
    this.source.allowance.require(size, this.source.name);
    let index = 0;
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) {
        if (this.#end < offset + ranges[index]!) this.#fill(offset + ranges[index]!);
        const part = chunk.subarray(at, at + offset + ranges[index + 1]! - this.#end);
        this.#append(part);
        at += part.length;
        if (this.#end === offset + ranges[index + 1]!) index += 2;
      }
    }
    this.#fill(offset + size);
    return { kind: 'part', path: this.file, offset };
  }

  /** Writes what waits. @returns the SHA-256 of all contents */
  finish(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #fill(end: number): void {
    while (this.#end < end) this.#append(Buffer.alloc(Math.min(PORTION, end - this.#end)));
  }

  #append(chunk: Uint8Array): void {
    this.#end += chunk.length;
    this.source.allowance.spend(chunk.length, this.source.name);
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= PORTION) this.#flush();
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting, this.#waitingBytes);
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#hash.update(bytes);
    writeAll(this.fd, bytes, bytes.length, this.#end - bytes.length);
  }
}
