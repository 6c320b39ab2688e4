import type { Host } from '../host/host.ts';
import { gzipped } from './gzip.ts';

/**
 * How something is compressed: by zlib at a level from 1 to 9, or by a program that takes it on standard input. Where its result
 * depends on the number of threads, its words say how many.
 */
export type CompressionMethod =
  | { gzip: number }
  | { program: string; words: readonly string[] }
  | undefined;

/** Settings of users for those programs that would change the result. */
const NOT_INHERITED = {
  XZ_OPT: undefined,
  XZ_DEFAULTS: undefined,
  ZSTD_CLEVEL: undefined,
  ZSTD_NBTHREADS: undefined,
};

/**
 * The bytes compressed, or as they are.
 *
 * @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_FAILED`; what `chunks` throws
 */
export function compressed(
  chunks: AsyncIterable<Uint8Array>,
  method: CompressionMethod,
  { host, signal }: { host: Host; signal: AbortSignal },
): AsyncIterable<Uint8Array> {
  if (method === undefined) return chunks;
  if ('gzip' in method) return gzipped(chunks, method.gzip);
  const { program, words } = method;
  return host.pipe(program, words, { input: chunks, environment: NOT_INHERITED, signal });
}
