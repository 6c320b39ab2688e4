import { ANY, type Token } from './tokens.ts';

/** Bits of a number that `|` and `<<` know. */
const WORD = 32;

/**
 * Finds where a row of tokens first fits, none of them a star, in time that grows with the text's length; for each 32 tokens
 * as much again.
 *
 * @returns gives the place at or behind `from`, -1 without one
 */
export function compileSearch(tokens: readonly Token[]): (text: string, from: number) => number {
  // Most patterns are never asked: the text begins or ends differently.
  let masks: Uint32Array | undefined;
  return (text, from) => {
    if (from + tokens.length > text.length) return -1;
    masks ??= masksOf(tokens);
    return shiftAnd(masks, tokens.length, text, from);
  };
}

/** Whether the tokens fit at `at`, with enough text behind it. */
export function fitsAt(tokens: readonly Token[], text: string, at: number): boolean {
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const code = text.charCodeAt(at + index);
    if (typeof token !== 'number') {
      if (token[code] !== 1) return false;
    } else if (token !== ANY && token !== code) return false;
  }
  return true;
}

/** For each byte a row of bits, one a token: whether it fits there. */
function masksOf(tokens: readonly Token[]): Uint32Array {
  const words = Math.ceil(tokens.length / WORD);
  const masks = new Uint32Array(256 * words);
  for (const [index, token] of tokens.entries()) {
    const word = Math.floor(index / WORD);
    const bit = 1 << (index % WORD);
    for (let code = 0; code < 256; code++) {
      const isFitting = typeof token === 'number' ? token === ANY || token === code : token[code];
      if (isFitting) masks[code * words + word]! |= bit;
    }
  }
  return masks;
}

/**
 * Shift-And: goes through the text once. Of `state`, bit N is set if tokens 0 to N fit what ends here.
 *
 *     pattern a?b, text xaab:   x 000   a 001   a 011   b 110: found
 */
function shiftAnd(masks: Uint32Array, length: number, text: string, from: number): number {
  const words = masks.length / 256;
  const last = 1 << ((length - 1) % WORD);
  const state = new Uint32Array(words);
  for (let at = from; at < text.length; at++) {
    const row = text.charCodeAt(at) * words;
    let carry = 1;
    for (let word = 0; word < words; word++) {
      const bits = state[word]!;
      state[word] = ((bits << 1) | carry) & masks[row + word]!;
      carry = bits >>> (WORD - 1);
    }
    if ((state[words - 1]! & last) !== 0) return at - length + 1;
  }
  return -1;
}
