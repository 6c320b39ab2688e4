import { hashName, type NameTableParts } from './name-table.ts';

/**
 * Gives names numbers, in the order in which they come: the making of a `NameTable`. No strings are made or kept of them: an index
 * mentions a million names, a hundred thousand different ones.
 */
export class NameNumbers {
  #text = Buffer.alloc(1 << 16);
  #starts: Uint32Array = new Uint32Array(1 << 10);
  /** As in the table, and never more than half full. */
  #slots: Uint32Array = new Uint32Array(1 << 11);
  /** Of each name, for when the slots are too few. */
  #hashes: Uint32Array = new Uint32Array(1 << 10);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** The number of a name, a new one if it has none yet. It stands in the text from `start` to before `end`. */
  number(text: string, start = 0, end = text.length): number {
    const hash = hashName(text, start, end);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]! - 1;
      if (this.#hashes[id] === hash && this.#is(id, text, start, end)) return id;
    }
    this.#slots[slot] = this.#count + 1;
    return this.#add(hash, text, start, end);
  }

  parts(): NameTableParts {
    return {
      text: this.#text.subarray(0, this.#starts[this.#count]),
      starts: this.#starts.slice(0, this.#count + 1),
      slots: this.#slots,
    };
  }

  #is(id: number, text: string, start: number, end: number): boolean {
    const offset = this.#starts[id]! - start;
    if (this.#starts[id + 1]! - this.#starts[id]! !== end - start) return false;
    for (let at = start; at < end; at++) {
      if (this.#text[offset + at] !== (text.charCodeAt(at) & 0xff)) return false;
    }
    return true;
  }

  #add(hash: number, text: string, start: number, end: number): number {
    const id = this.#count++;
    const offset = this.#starts[id]! - start;
    if (offset + end > this.#text.length) {
      this.#text = Buffer.concat([this.#text], 2 * (offset + end));
    }
    for (let at = start; at < end; at++) this.#text[offset + at] = text.charCodeAt(at);
    this.#hashes[id] = hash;
    this.#starts[id + 1] = offset + end;
    if (this.#count + 1 >= this.#starts.length) this.#grow();
    return id;
  }

  #grow(): void {
    const places = 2 * this.#starts.length;
    this.#starts = larger(this.#starts, places);
    this.#hashes = larger(this.#hashes, places);
    this.#slots = new Uint32Array(2 * places);
    const mask = this.#slots.length - 1;
    for (let id = 0; id < this.#count; id++) {
      let slot = this.#hashes[id]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = id + 1;
    }
  }
}

function larger(array: Uint32Array, places: number): Uint32Array {
  const copy = new Uint32Array(places);
  copy.set(array);
  return copy;
}
