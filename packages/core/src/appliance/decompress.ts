import { spawn } from 'node:child_process';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isSuperminError, SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { type BytePath, displayPath, toSystemPath } from '../path/byte-path.ts';
import { exitStatus } from '../process/run.ts';
import { type Compression, compressionOfHead, HEAD_BYTES } from './compression.ts';

/**
 * How a file is packed, by its first bytes.
 *
 * @throws SuperminError `INPUT_UNREADABLE`
 */
export function compressionOf(path: BytePath): Compression {
  const head = Buffer.alloc(HEAD_BYTES);
  try {
    const fd = openSync(toSystemPath(path), 'r');
    try {
      readSync(fd, head, 0, head.length, 0);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return compressionOfHead(head);
}

/**
 * The file's content, decompressed, in chunks. gzip is zlib's, the others are their own programs': Node 20
 * has none of them.
 *
 * @throws SuperminError naming the file: `INPUT_UNREADABLE`, `APPLIANCE_COMPRESSION` (cut off or damaged),
 * `PROGRAM_MISSING`
 */
export async function* readDecompressed(
  path: BytePath,
  compression: Compression,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const source = createReadStream(toSystemPath(path), { signal, highWaterMark: 1 << 18 });
  try {
    if (compression === 'none') yield* source as AsyncIterable<Buffer>;
    else if (compression === 'gzip') yield* gunzip(source);
    else yield* decompressBy(compression, source, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isSuperminError(error) && error.code === 'PROGRAM_MISSING') {
      throw new SuperminError(error.code, `${displayPath(path)}: ${error.message}`, {
        hint: `it is compressed: install ${compression === 'xz' ? 'xz or xz-utils' : compression}`,
        cause: error,
      });
    }
    if (source.errored) throw unreadable(path, source.errored);
    throw new SuperminError(
      'APPLIANCE_COMPRESSION',
      `${displayPath(path)}: the ${compression} data is cut off or damaged`,
      { cause: error, ...(error instanceof ProgramFailure && { exitStatus: error.status }) },
    );
  } finally {
    source.destroy();
  }
}

/** The decompressor's own status becomes ours, as supermin 5 has it. */
class ProgramFailure extends Error {
  constructor(
    program: string,
    readonly status: number,
  ) {
    super(`${program} ended with status ${status}`);
  }
}

async function* gunzip(source: Readable): AsyncGenerator<Buffer> {
  // Each chunk is a way to another thread and back: zlib's own size, 16 KB, means hundreds of them.
  const unpacked = createGunzip({ chunkSize: 1 << 18 });
  source.on('error', (error) => unpacked.destroy(error));
  yield* source.pipe(unpacked) as AsyncIterable<Buffer>;
}

async function* decompressBy(
  program: string,
  source: Readable,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'ignore'], signal });
  const ended = exitStatus(child, program);
  // Without a process there are no streams either.
  if (child.pid === undefined) throw await ended.catch((error) => error);
  // Awaited below; without this, a consumer that stops early would leave the rejection unhandled.
  ended.catch(() => {});
  child.stdin.on('error', () => {});
  source.on('error', () => child.kill());
  source.pipe(child.stdin);
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const status = await ended;
    if (status !== 0) throw new ProgramFailure(program, status);
  } finally {
    child.kill();
  }
}

function unreadable(path: BytePath, error: unknown): SuperminError {
  return new SuperminError(
    'INPUT_UNREADABLE',
    `${displayPath(path)}: can't be read (${systemErrorCode(error)})`,
    { cause: error },
  );
}
