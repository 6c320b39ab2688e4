import { damaged } from '../errors.ts';

export const BLOCK = 512;

/** The bytes of an archive, taken in blocks and runs rather than in the chunks that they come in. */
export class BlockSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Of the last chunk, what has not been taken. */
  #left: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** One block; undefined at the end. @throws SuperminError `ARCHIVE_DAMAGED` if there is only a part of one */
  async block(): Promise<Buffer | undefined> {
    if (this.#left.length === 0 && !(await this.#fill())) return undefined;
    return this.bytes(BLOCK);
  }

  /** The next `length` bytes, which must fit into memory. @throws SuperminError `ARCHIVE_DAMAGED` if there are fewer */
  async bytes(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this.run(length)) parts.push(part);
    const [only] = parts;
    return parts.length === 1
      ? Buffer.from(only!.buffer, only!.byteOffset, length)
      : Buffer.concat(parts);
  }

  /** The next `length` bytes, as they come. @throws SuperminError `ARCHIVE_DAMAGED` if there are fewer */
  async *run(length: number): AsyncGenerator<Uint8Array> {
    for (let missing = length; missing > 0; ) {
      if (this.#left.length === 0 && !(await this.#fill())) throw damaged('it ends too early');
      const part = this.#left.subarray(0, missing);
      this.#left = this.#left.subarray(part.length);
      missing -= part.length;
      yield part;
    }
  }

  /** Passes over the next `length` bytes. @throws SuperminError `ARCHIVE_DAMAGED` if there are fewer */
  async skip(length: number): Promise<void> {
    for await (const _ of this.run(length));
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    do {
      if (this.#left.length > 0) yield this.#left;
    } while (await this.#fill());
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** False at the end. */
  async #fill(): Promise<boolean> {
    for (;;) {
      const { value, done } = await this.#chunks.next();
      this.#left = done ? new Uint8Array() : value;
      if (done || value.length > 0) return !done;
    }
  }
}

/** Bytes that follow `length` bytes to make whole blocks. */
export function padding(length: number): number {
  return (BLOCK - (length % BLOCK)) % BLOCK;
}
