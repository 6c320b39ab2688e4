/** One extended attribute as the format has it. */
export interface Attribute {
  /** Stands for the name's first part: see {@link splitAttributeName}. */
  prefix: number;
  /** The rest of the name, a byte string. */
  name: string;
  value: Uint8Array;
}

const ENTRY_HEADER = 16;
const BLOCK_HEADER = 32;
const BODY_HEADER = 4;
const TERMINATOR = 4;
const MAGIC = 0xea020000;

// The two ACL names stand whole; the others are prefixes.
const WHOLE_NAMES: ReadonlyMap<string, number> = new Map([
  ['system.posix_acl_access', 2],
  ['system.posix_acl_default', 3],
]);
const PREFIXES: ReadonlyMap<string, number> = new Map([
  ['user.', 1],
  ['trusted.', 4],
  ['security.', 6],
  ['system.', 7],
]);

/** `security.capability` to prefix 6 and `capability`; undefined for a name that ext2 has no number for. */
export function splitAttributeName(full: string): { prefix: number; name: string } | undefined {
  const whole = WHOLE_NAMES.get(full);
  if (whole !== undefined) return { prefix: whole, name: '' };
  const dot = full.indexOf('.') + 1;
  const prefix = PREFIXES.get(full.slice(0, dot));
  const name = full.slice(dot);
  if (prefix === undefined || name === '' || name.length > 255) return undefined;
  return { prefix, name };
}

/** Bytes that an attribute takes: its entry, growing from the start, and its value, growing from the end. */
export function attributeSize(attribute: Attribute): number {
  return ENTRY_HEADER + align(attribute.name.length) + align(attribute.value.length);
}

/** Bytes for attributes in an inode's body or a block of `size` bytes. */
export function bodyCapacity(size: number): number {
  return size - BODY_HEADER - TERMINATOR;
}

export function blockCapacity(size: number): number {
  return size - BLOCK_HEADER - TERMINATOR;
}

/** The order that Linux searches a block by: prefix, length of the name, name. */
export function compareAttributes(a: Attribute, b: Attribute): number {
  return (
    a.prefix - b.prefix ||
    a.name.length - b.name.length ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

/** Writes attributes into an inode's body: `size` bytes, which must be zero before. Values count from the first entry. */
export function encodeAttributeBody(
  target: Buffer,
  at: number,
  size: number,
  attributes: readonly Attribute[],
): void {
  target.writeUInt32LE(MAGIC, at);
  encodeEntries(target.subarray(at + BODY_HEADER, at + size), 0, attributes);
}

/** Writes a block of sorted attributes, which must be zero before. Values count from the start of the block. */
export function encodeAttributeBlock(
  target: Buffer,
  at: number,
  size: number,
  attributes: readonly Attribute[],
): void {
  target.writeUInt32LE(MAGIC, at);
  target.writeUInt32LE(1, at + 4); // h_refcount
  target.writeUInt32LE(1, at + 8); // h_blocks
  const hash = encodeEntries(target.subarray(at, at + size), BLOCK_HEADER, attributes);
  target.writeUInt32LE(hash, at + 12);
}

/**
 * Writes entries from `first` on, their values from the end of the target, from whose start they count.
 *
 * @returns the hash over all entries (h_hash of a block)
 */
function encodeEntries(target: Buffer, first: number, attributes: readonly Attribute[]): number {
  let cursor = first;
  let valueEnd = target.length;
  let total = 0;
  for (const { prefix, name, value } of attributes) {
    valueEnd -= align(value.length);
    target.set(value, valueEnd);
    const hash = entryHash(target, valueEnd, name, value.length);
    target.writeUInt8(name.length, cursor);
    target.writeUInt8(prefix, cursor + 1);
    target.writeUInt16LE(value.length === 0 ? 0 : valueEnd, cursor + 2);
    target.writeUInt32LE(value.length, cursor + 8);
    target.writeUInt32LE(hash, cursor + 12);
    target.write(name, cursor + ENTRY_HEADER, 'latin1');
    cursor += ENTRY_HEADER + align(name.length);
    total = rotate(total, 16) ^ hash;
  }
  return total >>> 0;
}

/** e_hash: over the name's bytes, then over the padded value's words. */
function entryHash(target: Buffer, valueAt: number, name: string, length: number): number {
  let hash = 0;
  for (let index = 0; index < name.length; index++) {
    hash = rotate(hash, 5) ^ name.charCodeAt(index);
  }
  for (let offset = 0; offset < length; offset += 4) {
    hash = rotate(hash, 16) ^ target.readUInt32LE(valueAt + offset);
  }
  return hash >>> 0;
}

function rotate(word: number, bits: number): number {
  return (word << bits) ^ (word >>> (32 - bits));
}

function align(length: number): number {
  return (length + 3) & ~3;
}
