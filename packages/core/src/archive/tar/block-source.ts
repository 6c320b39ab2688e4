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
    const whole = this.#take(length);
    if (whole.length === length) return Buffer.from(whole.buffer, whole.byteOffset, length);
    const parts: Uint8Array[] = [whole];
    for await (const part of this.run(length - whole.length)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** The next `length` bytes, as they come. @throws SuperminError `ARCHIVE_DAMAGED` if there are fewer */
  async *run(length: number): AsyncGenerator<Uint8Array> {
    for (let missing = length; missing > 0; ) {
      if (this.#left.length === 0 && !(await this.#fill())) throw damaged('it ends too early');
      const part = this.#take(missing);
      missing -= part.length;
      yield part;
    }
  }

  /** Passes over the next `length` bytes. @throws SuperminError `ARCHIVE_DAMAGED` if there are fewer */
  async skip(length: number): Promise<void> {
    const missing = length - this.#take(length).length;
    if (missing > 0) for await (const _ of this.run(missing));
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

  /** Of what has come, up to `length` bytes: nearly always all of them. */
  #take(length: number): Uint8Array {
    const part = this.#left.subarray(0, length);
    this.#left = this.#left.subarray(part.length);
    return part;
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
