import { damaged } from '../errors.ts';

export const BLOCK = 512;

/** The bytes of an archive, taken in blocks and runs rather than in the chunks that they come in. */
export class BlockSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #ready: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** What has come, and has not been taken. */
  get ready(): Buffer {
    return this.#ready;
  }

  /** Of `ready`, up to `length` bytes. */
  take(length: number): Buffer {
    const part = this.#ready.subarray(0, length);
    this.#ready = this.#ready.subarray(part.length);
    return part;
  }

  /** One block; undefined at the end. @throws SuperminError `ARCHIVE_DAMAGED` if there is only a part of one */
  async block(): Promise<Buffer | undefined> {
    if (this.#ready.length === 0 && !(await this.#fill())) return undefined;
    return this.bytes(BLOCK);
  }

  /** The next `length` bytes, which must fit into memory. @throws SuperminError `ARCHIVE_DAMAGED` if there are fewer */
  async bytes(length: number): Promise<Buffer> {
    const whole = this.take(length);
    if (whole.length === length) return whole;
    const parts = [whole];
    for await (const part of this.run(length - whole.length)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** The next `length` bytes, as they come. @throws SuperminError `ARCHIVE_DAMAGED` if there are fewer */
  async *run(length: number): AsyncGenerator<Buffer> {
    for (let missing = length; missing > 0; ) {
      if (this.#ready.length === 0 && !(await this.#fill())) throw damaged('it ends too early');
      const part = this.take(missing);
      missing -= part.length;
      yield part;
    }
  }

  /** Passes over the next `length` bytes. @throws SuperminError `ARCHIVE_DAMAGED` if there are fewer */
  async skip(length: number): Promise<void> {
    const missing = length - this.take(length).length;
    if (missing > 0) for await (const _ of this.run(missing));
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Buffer> {
    do {
      if (this.#ready.length > 0) yield this.#ready;
    } while (await this.#fill());
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** False at the end. */
  async #fill(): Promise<boolean> {
    for (;;) {
      const { value, done } = await this.#chunks.next();
      if (done) return false;
      this.#ready = Buffer.from(value.buffer, value.byteOffset, value.length);
      if (value.length > 0) return true;
    }
  }
}

/** Bytes that follow `length` bytes to make whole blocks. */
export function padding(length: number): number {
  return (BLOCK - (length % BLOCK)) % BLOCK;
}
