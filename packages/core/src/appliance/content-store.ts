import { closeSync, ftruncateSync, writeSync } from 'node:fs';
import { SuperminError } from '../errors/supermin-error.ts';
import { reasonOf } from '../errors/write-failure.ts';
import { openNameless } from '../output/nameless-file.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
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

  /** @param temporaryDirectory for the nameless file; looked at only when there is need of one */
  constructor(
    private readonly temporaryDirectory: BytePath,
    private readonly memoryLimit = MEMORY_LIMIT,
  ) {}

  /**
   * @param size as announced, in bytes: decides where the bytes go, before any of them has come
   * @throws SuperminError `TMPDIR_DENIED`, `TMPDIR_FULL`; whatever `chunks` throws
   */
  async keep(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Content> {
    if (this.#inMemory + size <= this.memoryLimit) {
      this.#inMemory += size;
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      return { kind: 'bytes', bytes: inOnePiece(parts) };
    }
    this.#fd ??= this.#openNameless();
    const offset = this.#end;
    for await (const chunk of chunks) this.#append(this.#fd, chunk);
    return { kind: 'descriptor', fd: this.#fd, offset };
  }

  /**
   * The same for a file with holes, which become holes of the nameless file: however large they are, they cost nothing.
   *
   * @param chunks the bytes of all ranges, one behind the other
   * @param ranges start and end (excluded) of each, rising, none of them empty
   */
  async keepSparse(
    chunks: AsyncIterable<Uint8Array>,
    size: number,
    ranges: Float64Array,
  ): Promise<Content> {
    this.#fd ??= this.#openNameless();
    const offset = this.#end;
    let index = 0;
    if (ranges.length > 0) this.#end = offset + ranges[0]!;
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + offset + ranges[index + 1]! - this.#end);
        this.#append(this.#fd, part);
        at += part.length;
        if (this.#end < offset + ranges[index + 1]!) continue;
        index += 2;
        if (index < ranges.length) this.#end = offset + ranges[index]!;
      }
    }
    this.#end = offset + size;
    this.#extend(this.#fd);
    return { kind: 'descriptor', fd: this.#fd, offset };
  }

  /** The descriptors that were handed out are of no use from now on. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #append(fd: number, chunk: Uint8Array): void {
    let written = 0;
    while (written < chunk.length) {
      try {
        written += writeSync(fd, chunk, written, chunk.length - written, this.#end + written);
      } catch (error) {
        throw this.#failed('TMPDIR_FULL', 'cannot keep the contents of base archives', error);
      }
    }
    this.#end += chunk.length;
  }

  /** What ends with a hole has its size nevertheless. */
  #extend(fd: number): void {
    try {
      ftruncateSync(fd, this.#end);
    } catch (error) {
      throw this.#failed('TMPDIR_FULL', 'cannot keep the contents of base archives', error);
    }
  }

  #openNameless(): number {
    try {
      return openNameless(this.temporaryDirectory);
    } catch (error) {
      throw this.#failed('TMPDIR_DENIED', 'cannot make a file', error);
    }
  }

  #failed(code: string, what: string, cause: unknown): SuperminError {
    const directory = displayPath(this.temporaryDirectory);
    return new SuperminError(code, `${what} in ${directory} (${reasonOf(cause)})`, {
      hint: 'set TMPDIR to a directory that you may write to, with room enough',
      cause,
    });
  }
}

/** Copied, so that the few bytes of a small file do not keep the whole chunk alive that they came in. */
function inOnePiece(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  const isMostOfIt = parts.length === 1 && only!.length * 2 > only!.buffer.byteLength;
  return isMostOfIt ? only! : Buffer.concat(parts);
}
