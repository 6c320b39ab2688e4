import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { gunzip } from '../archive/gzip.ts';
import { isSuperminError, SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath, toSystemPath } from '../path/byte-path.ts';
import { pipeProgram } from '../process/pipe.ts';
import { type Compression, compressionOfHead, HEAD_BYTES } from './compression.ts';
import { unreadableInput } from './unreadable-input.ts';

/** Taken at a time; each chunk is also a way to zlib's thread and back. */
const CHUNK = 1 << 18;

/** A first segment of a cpio archive is often not compressed; nothing else is taken for a second one. */
const CPIO = '07070';

/**
 * How a file is packed, from an offset on, by the first bytes there.
 *
 * @throws SuperminError `INPUT_UNREADABLE`
 */
export function compressionOf(path: BytePath, offset = 0): Compression {
  return compressionOfHead(readAt(path, offset, HEAD_BYTES));
}

/**
 * The file's content, decompressed, in chunks. gzip is zlib's, the others are their own programs': Node 20
 * has none of them.
 *
 * Several compressed streams may follow each other, and after gzip data also zeros and then anything that may be part of an
 * initramfs (the kernel's Documentation/driver-api/early-userspace/buffer-format.rst): data of another compression, or a cpio
 * archive as it is. Anything else behind compressed data is an error, whatever the compression.
 *
 * @param start where it begins in the file
 * @throws SuperminError naming the file: `INPUT_UNREADABLE`, `APPLIANCE_COMPRESSION` (truncated, corrupt or followed by
 * something else), `PROGRAM_MISSING`
 */
export async function* readDecompressed(
  path: BytePath,
  compression: Compression,
  signal: AbortSignal,
  start = 0,
): AsyncGenerator<Buffer> {
  let segment: Segment | undefined = { compression, start };
  while (segment !== undefined) {
    const consumed: number = yield* readSegment(path, segment, signal);
    const end: number = segment.start + consumed;
    segment = segment.compression === 'gzip' ? await nextSegment(path, end, signal) : undefined;
  }
}

interface Segment {
  compression: Compression;
  /** Bytes from the start of the file. */
  start: number;
}

/** @returns how many bytes of the file it was; unknown where a program has read it all */
async function* readSegment(
  path: BytePath,
  { compression, start }: Segment,
  signal: AbortSignal,
): AsyncGenerator<Buffer, number> {
  const source = createReadStream(toSystemPath(path), { signal, start, highWaterMark: CHUNK });
  try {
    if (compression === 'gzip') return yield* gunzip(source);
    if (compression === 'none') yield* source as AsyncIterable<Buffer>;
    else yield* pipeProgram(compression, ['-dc'], { input: source, signal });
    return 0;
  } catch (error) {
    signal.throwIfAborted();
    if (isSuperminError(error) && error.code === 'PROGRAM_MISSING') {
      throw new SuperminError(error.code, `${displayPath(path)}: ${error.message}`, {
        hint: `it is compressed: install ${compression === 'xz' ? 'xz or xz-utils' : compression}`,
        cause: error,
      });
    }
    if (source.errored) throw unreadableInput(path, source.errored);
    throw new SuperminError(
      'APPLIANCE_COMPRESSION',
      `${displayPath(path)}: the ${compression} data is truncated, corrupt or followed by other data`,
      // The decompressor's own status becomes ours, as supermin 5 has it.
      { cause: error, exitStatus: isSuperminError(error) ? error.exitStatus : undefined },
    );
  } finally {
    source.destroy();
  }
}

/** What there is from `end` on, behind zeros; undefined if there is nothing. */
async function nextSegment(
  path: BytePath,
  end: number,
  signal: AbortSignal,
): Promise<Segment | undefined> {
  let start = end;
  for await (const chunk of createReadStream(toSystemPath(path), { signal, start: end })) {
    const found = (chunk as Buffer).findIndex((byte) => byte !== 0);
    start += found < 0 ? chunk.length : found;
    if (found < 0) continue;
    const head = readAt(path, start, HEAD_BYTES);
    const compression = compressionOfHead(head);
    const isKnown = compression !== 'none' || head.toString('latin1').startsWith(CPIO);
    if (!isKnown) throw followed(path, start);
    return { compression, start };
  }
  return undefined;
}

/** Up to `length` bytes, fewer at the end. */
function readAt(path: BytePath, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  try {
    const fd = openSync(toSystemPath(path), 'r');
    try {
      return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw unreadableInput(path, error);
  }
}

function followed(path: BytePath, offset: number): SuperminError {
  return new SuperminError(
    'APPLIANCE_COMPRESSION',
    `${displayPath(path)}: at offset ${offset} something follows the gzip data that is neither compressed nor a cpio archive`,
    { hint: 'remove it; it may be the rest of another file' },
  );
}
