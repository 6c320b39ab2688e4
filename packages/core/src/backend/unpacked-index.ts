import { compressionOf, readDecompressed } from '../appliance/decompress.ts';
import { isSuperminError } from '../errors/supermin-error.ts';
import type { BytePath } from '../path/byte-path.ts';

export interface UnpackingIndex {
  /** Bytes that it may have, unpacked. */
  limit: number;
  signal: AbortSignal;
  /** Makes the error for what cannot be an index. */
  fault: (problem: string) => Error;
}

/**
 * A downloaded index of a repository, unpacked as its first bytes tell.
 *
 * @throws what `fault` makes, where it has more bytes than it may, or cannot be unpacked
 */
export async function* unpackedIndex(
  file: BytePath,
  { limit, signal, fault }: UnpackingIndex,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  const compression = compressionOf(file);
  try {
    for await (const chunk of readDecompressed(file, compression, signal)) {
      signal.throwIfAborted();
      size += chunk.length;
      if (size > limit) throw fault(`it unpacks to more than ${limit} bytes`);
      yield chunk;
    }
  } catch (error) {
    // What that says names a file that is gone by then.
    const isBroken = isSuperminError(error) && error.code === 'APPLIANCE_COMPRESSION';
    throw isBroken ? fault(`the ${compression} data cannot be unpacked`) : error;
  }
}
