import { expect } from 'vitest';

/** The fields of a payload: kind and bytes without their NUL. */
export function fieldsOf(payload: Buffer): [number, string][] {
  const fields: [number, string][] = [];
  for (let at = 0; at < payload.length; ) {
    const size = payload.readUInt32LE(at + 4);
    const end = at + 8 + size;
    expect(payload[end]).toBe(0);
    fields.push([payload.readUInt32LE(at), payload.toString('latin1', at + 8, end)]);
    at = end + 1;
  }
  return fields;
}
