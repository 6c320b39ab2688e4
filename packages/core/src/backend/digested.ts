import { createHash } from 'node:crypto';

/**
 * The chunks as they are; when the last one has been taken, their digest is told.
 *
 * @param algorithm as `node:crypto` calls it: `md5`
 * @param done is given hexadecimal digits
 */
export async function* digested(
  chunks: AsyncIterable<Uint8Array>,
  algorithm: string,
  done: (digest: string) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash(algorithm);
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  done(hash.digest('hex'));
}
