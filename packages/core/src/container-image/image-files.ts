/** The files of an image on this machine: a directory's, or the members of a tar archive. Names are relative, with `/`. */
export interface ImageFiles {
  /** Bytes of a regular file of this name; undefined if there is none. @throws SuperminError `IMAGE_DAMAGED`; system errors */
  size(name: string): number | undefined;
  /** All of its bytes. @param limit of them @throws SuperminError `IMAGE_DAMAGED`, `IMAGE_MISSING`; system errors */
  read(name: string, limit: number): Buffer;
  /** The same in chunks. */
  stream(name: string): AsyncIterable<Buffer>;
  close(): void;
}

/** Read at a time. */
const CHUNK = 1 << 18;

/** @param read as `readSync` without the descriptor: into a buffer, at a position, fewer bytes at the end */
export async function* chunksOf(
  size: number,
  read: (buffer: Buffer, position: number) => number,
): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size - at));
    const count = read(buffer, at);
    if (count === 0) return;
    at += count;
    yield buffer.subarray(0, count);
  }
}
