const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * `count` words of 32 bits of a buffer, from byte `at` on, to be set as plain numbers; then {@link storeWords}. Most of the
 * metadata is encoded by code that V8 has no time to optimize, and that calls no method for a word takes a fifth of the time.
 *
 * @param at a multiple of 4, and so is where the buffer itself starts in its memory
 */
export function wordsAt(target: Buffer, at: number, count: number): Uint32Array {
  return new Uint32Array(target.buffer, target.byteOffset + at, count);
}

/** Gives words that have been set the format's order of bytes, the lowest first: this machine's own, nearly everywhere. */
export function storeWords(words: Uint32Array, littleEndian = LITTLE_ENDIAN): void {
  if (!littleEndian) Buffer.from(words.buffer, words.byteOffset, words.byteLength).swap32();
}
