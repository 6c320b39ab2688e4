/** Pieces that were read lately, up to so many bytes of them. */
export class ByteCache {
  readonly #pieces = new Map<number, Buffer>();
  #bytes = 0;

  /** @param limit in bytes */
  constructor(private readonly limit: number) {}

  get(key: number, make: () => Buffer): Buffer {
    const known = this.#pieces.get(key);
    const piece = known ?? make();
    // The last in the map is the one that was used last.
    if (known !== undefined) this.#pieces.delete(key);
    else this.#bytes += piece.length;
    this.#pieces.set(key, piece);
    for (const [oldest, { length }] of this.#pieces) {
      if (this.#bytes <= this.limit || oldest === key) break;
      this.#pieces.delete(oldest);
      this.#bytes -= length;
    }
    return piece;
  }
}
