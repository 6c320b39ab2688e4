import { compressionOf, readDecompressed } from '../appliance/decompress.ts';
import type { BytePath } from '../path/byte-path.ts';

export interface UnpackingIndex {
  /** Bytes that it may have, unpacked. */
  limit: number;
  signal: AbortSignal;
  /** Makes the error for what cannot be an index. */
  fault: (problem: string) => Error;
}

/** A downloaded index of a repository, unpacked as its first bytes tell. @throws what `fault` makes, where it has more bytes than it may */
export async function* unpackedIndex(
  file: BytePath,
  { limit, signal, fault }: UnpackingIndex,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of readDecompressed(file, compressionOf(file), signal)) {
    signal.throwIfAborted();
    size += chunk.length;
    if (size > limit) throw fault(`it unpacks to more than ${limit} bytes`);
    yield chunk;
  }
}
