import { readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { CLASSIFY_BYTES } from './classify.ts';
import { type Compression, compressionOfHead, HEAD_BYTES } from './compression.ts';

/** Bytes of all that is read ahead: as many as are kept in memory anyway. */
const LIMIT = 16 << 20;

/** Of the last member of a gzip file: its length modulo 2^32 (RFC 1952). */
const LENGTH_SIZE = 4;

/** Packed bytes that hold a head, if it is not one that nobody could pack. */
const PACKED_HEAD = 2048;

/** zlib wants to see that it need not write more. */
const SPARE = 64;

/** What was read of a file in one piece. */
export interface Whole {
  compression: Compression;
  /** As much of it, unpacked, as it takes to know its kind; undefined where that did not succeed. */
  head: Buffer | undefined;
  /** Unpacked; undefined where that did not succeed. */
  content: Promise<Buffer | undefined>;
}

/** By file; not of those that are large, no regular files, or packed in another way. */
export type Ahead = ReadonlyMap<BytePath, Whole>;

/**
 * Reads small files whole, and begins to unpack those that are gzip files, in a thread of zlib's own, while the caller does
 * something else. What goes wrong is left to whoever reads the file later, and has the words for it.
 */
export function readAhead(paths: readonly BytePath[]): Ahead {
  const ahead = new Map<BytePath, Whole>();
  let room = LIMIT;
  for (const path of paths) {
    const bytes = readSmall(path, room);
    if (bytes === undefined) continue;
    const compression = compressionOfHead(bytes.subarray(0, HEAD_BYTES));
    if (compression === 'none') {
      room -= bytes.length;
      ahead.set(path, { compression, head: bytes, content: Promise.resolve(bytes) });
    } else if (compression === 'gzip' && bytes.length > LENGTH_SIZE) {
      const length = bytes.readUInt32LE(bytes.length - LENGTH_SIZE);
      if (length > room) continue;
      room -= length;
      const content = unpack(bytes, length);
      ahead.set(path, { compression, head: unpackHead(bytes), content });
    }
  }
  return ahead;
}

/** A regular file of at most `limit` bytes. */
function readSmall(path: BytePath, limit: number): Buffer | undefined {
  try {
    // Not opened: a fifo can be opened once.
    const stats = statSync(toSystemPath(path));
    return stats.isFile() && stats.size <= limit ? readFileSync(toSystemPath(path)) : undefined;
  } catch {
    return undefined;
  }
}

interface Unpacked {
  buffer: Buffer;
  engine: { bytesWritten: number };
}

/** @param length that there should be: of a file that says so and is longer there is nothing */
async function unpack(packed: Buffer, length: number): Promise<Buffer | undefined> {
  try {
    const room = length + SPARE;
    const options = { chunkSize: room, maxOutputLength: room, info: true };
    // Its type does not know of `info`.
    const { buffer, engine } = (await promisify(gunzip)(packed, options)) as unknown as Unpacked;
    // zlib says nothing of what follows a member and some zeros.
    return engine.bytesWritten === packed.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}

function unpackHead(packed: Buffer): Buffer | undefined {
  try {
    const start = packed.subarray(0, PACKED_HEAD);
    const head = gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
    return head.length >= CLASSIFY_BYTES || start.length === packed.length ? head : undefined;
  } catch {
    return undefined;
  }
}
