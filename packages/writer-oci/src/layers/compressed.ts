import type { WriterContext } from '@supermin/core';
import { MEDIA_TYPES } from '@supermin/core/oci';
import { gzipped } from '@supermin/core/writer';
import type { Compression } from '../options.ts';

/** The level of gzip(1), skopeo and others: layers are sent more often than they are made. */
const GZIP_LEVEL = 6;

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
  if (compression === 'gzip') return gzipped(chunks, GZIP_LEVEL);
  return host.pipe('zstd', ZSTD, { input: chunks, environment: NOT_INHERITED, signal });
}
