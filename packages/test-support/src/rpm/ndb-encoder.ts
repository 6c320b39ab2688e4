import { deflateSync } from 'node:zlib';

const PAGE = 4096;

/** A `Packages.db` with these header blobs, as SUSE's rpm lays it out. */
export function encodeNdb(blobs: readonly Buffer[]): Buffer {
  const pages = Math.ceil((32 + 16 * (blobs.length + 1)) / PAGE);
  const slots = Buffer.alloc(pages * PAGE);
  slots.write('RpmP', 0, 'latin1');
  slots.writeUInt32LE(1, 8);
  slots.writeUInt32LE(pages, 12);
  slots.writeUInt32LE(blobs.length + 1, 16);
  for (let at = 32; at < slots.length; at += 16) slots.write('Slot', at, 'latin1');
  const parts: Buffer[] = [slots];
  let offset = slots.length;
  for (const [number, blob] of blobs.entries()) {
    const part = encodeBlob(number + 1, blob);
    const slot = 32 + 16 * number;
    slots.writeUInt32LE(number + 1, slot + 4);
    slots.writeUInt32LE(offset / 16, slot + 8);
    slots.writeUInt32LE(part.length / 16, slot + 12);
    parts.push(part);
    offset += part.length;
  }
  return Buffer.concat(parts);
}

function encodeBlob(number: number, blob: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((16 + blob.length + 12) / 16) * 16);
  const tail = bytes.length - 12;
  bytes.write('BlbS', 0, 'latin1');
  bytes.writeUInt32LE(number, 4);
  bytes.writeUInt32LE(1, 8);
  bytes.writeUInt32LE(blob.length, 12);
  blob.copy(bytes, 16);
  bytes.writeUInt32LE(adler32(bytes.subarray(0, tail)), tail);
  bytes.writeUInt32LE(blob.length, tail + 4);
  bytes.write('BlbE', tail + 8, 'latin1');
  return bytes;
}

/** zlib ends with it what it deflates. */
function adler32(bytes: Uint8Array): number {
  const deflated = deflateSync(bytes, { level: 0 });
  return deflated.readUInt32BE(deflated.length - 4);
}
