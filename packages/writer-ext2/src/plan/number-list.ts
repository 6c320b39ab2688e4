type NumberArray = Uint8Array | Uint32Array | Float64Array;

/** A typed array that grows: plain numbers without an object, or a boxed double, for each. */
export class NumberList<T extends NumberArray = NumberArray> {
  #values: T;
  #length = 0;

  constructor(private readonly type: new (length: number) => T) {
    this.#values = new type(256);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new this.type(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The values at `indexes`, one after the other. */
  inOrder(indexes: Uint32Array): T {
    const values = new this.type(indexes.length);
    for (let index = 0; index < indexes.length; index++) {
      values[index] = this.#values[indexes[index]!]!;
    }
    return values;
  }

  /** The values so far; no copy, so growing the list afterwards leaves it behind. */
  toArray(): T {
    return this.#values.subarray(0, this.#length) as T;
  }
}
