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
    for (let slot = hash(name) & mask; ; slot = (slot + 1) & mask) {
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

/** @param names in the order of their numbers */
export function nameTableParts(names: Iterable<string>, count: number): NameTableParts {
  const starts = new Uint32Array(count + 1);
  const texts: string[] = [];
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(count * 2 + 2)));
  const mask = slots.length - 1;
  let id = 0;
  for (const name of names) {
    texts.push(name);
    starts[id + 1] = starts[id]! + name.length;
    let slot = hash(name) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = ++id;
  }
  return { text: Buffer.from(texts.join(''), 'latin1'), starts, slots };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value >>> 0;
}
