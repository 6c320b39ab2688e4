/** Remembers pages of a database, so that a chain that comes back to one is an error, not an endless loop. */
export class PageSet {
  readonly #bits: Uint8Array;

  constructor(readonly pages: number) {
    this.#bits = new Uint8Array(Math.ceil(pages / 8));
  }

  /** False if the page was there already. */
  add(page: number): boolean {
    const index = page >>> 3;
    const bit = 1 << (page & 7);
    if ((this.#bits[index]! & bit) !== 0) return false;
    this.#bits[index]! |= bit;
    return true;
  }
}
