import type { Random } from './random-numbers.ts';

/** Bytes that no compression and no hole makes smaller. */
export function randomBytes(length: number, random: Random): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (const index of words.keys()) words[index] = random(2 ** 32);
  return Buffer.from(words.buffer, 0, length);
}
