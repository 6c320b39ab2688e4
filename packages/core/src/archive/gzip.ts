import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** zlib's own size, 16 KB, means hundreds of chunks. */
const CHUNK = 1 << 18;

/** @returns how many bytes of the source it was: zlib ends at zeros behind a member, and says nothing of what follows them */
export async function* gunzip(source: Readable): AsyncGenerator<Buffer, number> {
  const unpacked = createGunzip({ chunkSize: CHUNK });
  source.on('error', (error) => unpacked.destroy(error));
  try {
    yield* source.pipe(unpacked) as AsyncIterable<Buffer>;
    return unpacked.bytesWritten;
  } finally {
    // Whoever takes the chunks may stop before the end.
    unpacked.destroy();
    source.destroy();
  }
}

/** @param level from 1, the fastest, to 9 @throws what `chunks` throws */
export async function* gzipped(
  chunks: AsyncIterable<Uint8Array>,
  level: number,
): AsyncGenerator<Uint8Array> {
  const stream = createGzip({ level, chunkSize: CHUNK });
  const feeding = pipeline(chunks, stream);
  feeding.catch(() => {});
  yield* stream as AsyncIterable<Uint8Array>;
  await feeding;
}
