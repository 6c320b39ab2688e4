/** Bytes of a stream, as many at a time as are asked for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  /** @param fault makes the error for an end that comes too early */
  constructor(
    chunks: AsyncIterable<Uint8Array>,
    private readonly fault: (problem: string) => Error,
  ) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** For a few bytes. */
  async read(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this.stream(length)) parts.push(part);
    return Buffer.concat(parts, length);
  }

  async *stream(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0) await this.#next();
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async skip(length: number): Promise<void> {
    for await (const _ of this.stream(length));
  }

  async close(): Promise<void> {
    await this.#chunks.return?.(undefined);
  }

  async #next(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done === true) throw this.fault('its payload ends too early');
    this.#rest = value;
  }
}
