import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type { WriterContext } from '@supermin/core';
import { MEDIA_TYPES } from '@supermin/core/oci';
import type { Compression } from '../options.ts';

/** The level of gzip(1), skopeo and others: layers are sent more often than they are made. */
const GZIP = { level: 6, chunkSize: 1 << 18 };

/** The number of threads is fixed because the result depends on it; several layers are written at a time. */
const ZSTD = ['-q', '-c', '-3', '-T1'];

/** Settings of users that would change the result. */
const NOT_INHERITED = { ZSTD_CLEVEL: undefined, ZSTD_NBTHREADS: undefined };

export const LAYER_TYPES: Readonly<Record<Compression, string>> = {
  none: MEDIA_TYPES.layer,
  gzip: MEDIA_TYPES.gzipLayer,
  zstd: MEDIA_TYPES.zstdLayer,
};

/** The bytes as they are, or compressed. @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_FAILED`; what `chunks` throws */
export function compressed(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
  { host, signal }: Pick<WriterContext, 'host' | 'signal'>,
): AsyncIterable<Uint8Array> {
  if (compression === 'none') return chunks;
  if (compression === 'gzip') return gzipped(chunks);
  return host.pipe('zstd', ZSTD, { input: chunks, environment: NOT_INHERITED, signal });
}

async function* gzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = zlib.createGzip(GZIP);
  const feeding = pipeline(chunks, stream);
  feeding.catch(() => {});
  yield* stream as AsyncIterable<Uint8Array>;
  await feeding;
}
