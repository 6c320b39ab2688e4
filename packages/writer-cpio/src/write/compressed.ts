import type { WriterContext } from '@supermin/core';
import { gzipped } from '@supermin/core/writer';
import type { Compression } from '../compression.ts';

/** The fastest level: the next ones take half as long again for some percent. */
const GZIP_LEVEL = 1;
const ZSTD_LEVEL = 3;

/** Programs for what Node.js does not have. The number of threads is fixed because the result depends on it. */
const PROGRAMS: Readonly<Record<'zstd' | 'xz', readonly string[]>> = {
  zstd: ['-q', '-c', `-${ZSTD_LEVEL}`, '-T2'],
  // The kernel's unpacker knows no other checksum.
  xz: ['-q', '-z', '-c', '-3', '--check=crc32', '--threads=2'],
};

/** Settings of users that would change the result. */
const NOT_INHERITED = ['XZ_OPT', 'XZ_DEFAULTS', 'ZSTD_CLEVEL', 'ZSTD_NBTHREADS'];

/** The bytes as they are, or compressed. @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_FAILED`; what `chunks` throws */
export function compressed(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
  { host, signal }: Pick<WriterContext, 'host' | 'signal'>,
): AsyncIterable<Uint8Array> {
  if (compression === 'none') return chunks;
  if (compression === 'gzip') return gzipped(chunks, GZIP_LEVEL);
  const environment = Object.fromEntries(NOT_INHERITED.map((name) => [name, undefined]));
  return host.pipe(compression, PROGRAMS[compression], { input: chunks, environment, signal });
}
