/** Takes bytes by number out of a stream of chunks of any size. */
export class ByteSource {
  /** Bytes taken so far. */
  position = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `length` bytes; fewer at the end. */
  async read(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.stream(length)) parts.push(part);
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** The same in pieces, as they come. */
  async *stream(length: number): AsyncGenerator<Buffer> {
    for (let missing = length; missing > 0; ) {
      const piece = this.#take(missing) ?? (await this.#next(missing));
      if (piece === undefined) return;
      missing -= piece.length;
      yield piece;
    }
  }

  /** Reads what is left, for the sake of the errors that may be in it. */
  async drain(): Promise<void> {
    while ((await this.#next(Number.MAX_SAFE_INTEGER)) !== undefined);
  }

  /** Lets go of the stream before its end. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(limit: number): Promise<Buffer | undefined> {
    for (;;) {
      const { value, done } = await this.#chunks.next();
      if (done) return undefined;
      this.#rest = Buffer.from(value.buffer, value.byteOffset, value.length);
      const piece = this.#take(limit);
      if (piece !== undefined) return piece;
    }
  }

  #take(limit: number): Buffer | undefined {
    if (this.#rest.length === 0) return undefined;
    const piece = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(piece.length);
    this.position += piece.length;
    return piece;
  }
}
