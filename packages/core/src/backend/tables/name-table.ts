/** Names by number and numbers by name, in typed arrays that can be kept in a file as they are. */
export class NameTable {
  constructor(
    private readonly text: Buffer,
    private readonly starts: Uint32Array,
    /** Open addressing: number of a name + 1, 0 for none; a power of two of places. */
    private readonly slots: Uint32Array,
  ) {}

  get size(): number {
    return this.starts.length - 1;
  }

  name(id: number): string {
    return this.text.toString('latin1', this.starts[id]!, this.starts[id + 1]!);
  }

  find(name: string): number | undefined {
    const mask = this.slots.length - 1;
    for (let slot = hashName(name) & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot]! - 1;
      if (id < 0) return undefined;
      if (this.name(id) === name) return id;
    }
  }
}

/** What a `NameTable` is made of. Spelled out: TypeScript before 5.7 does not know these types with a parameter. */
export interface NameTableParts {
  text: Buffer;
  starts: Uint32Array;
  slots: Uint32Array;
}

/** FNV-1a, 32 bits, of a piece of a text. */
export function hashName(text: string, start = 0, end = text.length): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    value = Math.imul(value ^ (text.charCodeAt(at) & 0xff), 0x01000193);
  }
  return value >>> 0;
}
