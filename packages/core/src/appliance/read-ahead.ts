import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';

/** Bytes of all that is unpacked ahead: as many as are kept in memory anyway. */
const LIMIT = 16 << 20;

/** Of the last member: its length modulo 2^32 (RFC 1952). */
const LENGTH_SIZE = 4;

/** zlib wants to see that it need not write more. */
const SPARE = 64;

const GZIP = Buffer.from([0x1f, 0x8b]);

/** The whole content; undefined where it was not to be had in this way. */
export type Ahead = ReadonlyMap<BytePath, Promise<Buffer | undefined>>;

/**
 * Begins to unpack small gzip files, each in one piece and in a thread of zlib's own, while the caller does something else.
 * What goes wrong is left to whoever reads the file later, and has the words for it.
 */
export function unpackAhead(paths: readonly BytePath[]): Ahead {
  const ahead = new Map<BytePath, Promise<Buffer | undefined>>();
  let room = LIMIT;
  for (const path of paths) {
    const packed = readPacked(path, room);
    if (packed === undefined) continue;
    const length = packed.readUInt32LE(packed.length - LENGTH_SIZE);
    if (length > room) continue;
    room -= length;
    ahead.set(path, unpack(packed, length));
  }
  return ahead;
}

/** The file, if it is a gzip file of at most `limit` bytes. */
function readPacked(path: BytePath, limit: number): Buffer | undefined {
  try {
    const fd = openSync(toSystemPath(path), 'r');
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile() || stats.size < GZIP.length + LENGTH_SIZE || stats.size > limit) {
        return undefined;
      }
      const bytes = readFileSync(fd);
      return bytes.subarray(0, GZIP.length).equals(GZIP) ? bytes : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** @param length that there should be: of a file that says so and is longer there is nothing */
async function unpack(packed: Buffer, length: number): Promise<Buffer | undefined> {
  try {
    const room = length + SPARE;
    return await promisify(gunzip)(packed, { chunkSize: room, maxOutputLength: room });
  } catch {
    return undefined;
  }
}
