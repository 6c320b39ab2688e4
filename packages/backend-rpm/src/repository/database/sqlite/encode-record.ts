/** A value of a column. */
export type SqliteValue = null | number | string | Buffer;

/**
 * A row in sqlite's record format: "Database File Format", section 2.1. Texts are byte strings.
 *
 *     length of the header, type of each column     varints
 *     values
 */
export function encodeRecord(values: readonly SqliteValue[]): Buffer {
  const columns = values.map(encodeValue);
  const types = Buffer.concat(columns.map(({ type }) => encodeVarint(type)));
  // The length counts itself; headers of rpm's tables have a few bytes.
  return Buffer.concat([
    encodeVarint(types.length + 1),
    types,
    ...columns.map(({ bytes }) => bytes),
  ]);
}

const EMPTY = Buffer.alloc(0);

function encodeValue(value: SqliteValue): { type: number; bytes: Buffer } {
  if (value === null) return { type: 0, bytes: EMPTY };
  if (typeof value === 'number') return encodeInteger(value);
  if (typeof value === 'string') {
    return { type: 13 + 2 * value.length, bytes: Buffer.from(value, 'latin1') };
  }
  return { type: 12 + 2 * value.length, bytes: value };
}

/** In as few bytes as sqlite takes itself; numbers of 32 bits at most. */
function encodeInteger(value: number): { type: number; bytes: Buffer } {
  if (value === 0 || value === 1) return { type: 8 + value, bytes: EMPTY };
  const type = [1, 2, 3, 4].find((size) => Math.abs(value) < 2 ** (8 * size - 1)) ?? 5;
  const bytes = Buffer.alloc(type === 5 ? 6 : type);
  bytes.writeIntBE(value, 0, bytes.length);
  return { type, bytes };
}

/** 7 bits a byte, the highest first; up to 56 bits. */
export function encodeVarint(value: number): Buffer {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest % 128) | 0x80);
  }
  return Buffer.from(bytes);
}
