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

/** The same for a part of them. */
export function storeSomeWords(words: Uint32Array, first: number, count: number): void {
  if (!LITTLE_ENDIAN) storeWords(words.subarray(first, first + count));
}

/** Gives words that have been set the format's order of bytes, the lowest first: this machine's own, nearly everywhere. */
export function storeWords(words: Uint32Array, littleEndian = LITTLE_ENDIAN): void {
  if (!littleEndian) Buffer.from(words.buffer, words.byteOffset, words.byteLength).swap32();
}

/** The bytes of numbers of 64 bits, the lowest first on every machine. */
export function littleEndianDoubles(
  numbers: Float64Array<ArrayBuffer>,
  littleEndian = LITTLE_ENDIAN,
): Buffer {
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return littleEndian ? bytes : bytes.swap64();
}
