import type { Extents } from '@supermin/core/writer';

/**
 * Extents that become more. Four flat arrays of their own, and not four `NumberList`s: there is one for every file, and calls to
 * lists of several kinds of numbers would take most of the time.
 */
export class ExtentList {
  count = 0;
  #offset: Float64Array;
  #length: Float64Array;
  #source: Uint32Array;
  #sourceOffset: Float64Array;

  /** @param expected this many there will be, about: another thread that is handed the extents gets as much memory */
  constructor(expected: number) {
    const capacity = Math.max(expected, 1);
    this.#offset = new Float64Array(capacity);
    this.#length = new Float64Array(capacity);
    this.#source = new Uint32Array(capacity);
    this.#sourceOffset = new Float64Array(capacity);
  }

  /** See `Extents` for what these are. */
  push(offset: number, length: number, source: number, sourceOffset: number): void {
    if (this.count === this.#length.length) this.#grow();
    const extent = this.count++;
    this.#offset[extent] = offset;
    this.#length[extent] = length;
    this.#source[extent] = source;
    this.#sourceOffset[extent] = sourceOffset;
  }

  /** The extents so far; no copy, so those that are added afterwards may be missing there. */
  toExtents(): Extents {
    const { count } = this;
    return {
      count,
      offset: this.#offset.subarray(0, count),
      length: this.#length.subarray(0, count),
      source: this.#source.subarray(0, count),
      sourceOffset: this.#sourceOffset.subarray(0, count),
    };
  }

  #grow(): void {
    const capacity = this.count * 2;
    this.#offset = copied(this.#offset, new Float64Array(capacity));
    this.#length = copied(this.#length, new Float64Array(capacity));
    this.#source = copied(this.#source, new Uint32Array(capacity));
    this.#sourceOffset = copied(this.#sourceOffset, new Float64Array(capacity));
  }
}

function copied<T extends Float64Array | Uint32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}
