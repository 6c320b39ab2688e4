import { damaged } from '../errors.ts';
import { BLOCK } from './block-source.ts';

/*
 *     0     100   108   116   124   136    148  156   157       257    265   297   329    337    345
 *     name  mode  uid   gid   size  mtime  sum  type  linkname  magic  user  group major  minor  prefix (ustar)
 *
 * Numbers are octal text; where that is too narrow, GNU tar writes them as signed big-endian bytes behind 0x80 or 0xff.
 */
export const SIZE = { start: 124, end: 136 };
export const MTIME = { start: 136, end: 148 };
export const SUM = { start: 148, end: 156 };
export const TYPE = 156;
export const MAGIC = { start: 257, end: 265 };

const USTAR = 'ustar\0';
export const GNU = 'ustar  \0';

export const NAME_FIELD = { start: 0, end: 100 };

/** True for a block of zeros: the end mark. */
export function isZero(block: Buffer): boolean {
  return block.compare(ZEROS) === 0;
}

const ZEROS = Buffer.alloc(BLOCK);

/** True if the sum in the block is that of a header, as POSIX has it or as old tars with signed characters made it. */
export function isHeader(block: Buffer): boolean {
  const sum = numberAt(block, SUM);
  const unsigned = sumOf(block);
  return sum === unsigned || sum === unsigned - 256 * block.filter((byte) => byte > 127).length;
}

/** With blanks in its own place. Every header goes through here, in code that V8 has no time to optimize. */
export function sumOf(block: Buffer): number {
  let sum = BLANK * (SUM.end - SUM.start);
  for (let at = 0; at < SUM.start; at++) sum += block[at]!;
  for (let at = SUM.end; at < BLOCK; at++) sum += block[at]!;
  return sum;
}

const BLANK = 0x20;

export function typeFlag(block: Buffer): string {
  return String.fromCharCode(block[TYPE]!);
}

/** Bytes of content that the header announces. */
export function sizeOf(block: Buffer): number {
  const size = numberAt(block, SIZE);
  if (!Number.isSafeInteger(size) || size < 0) throw damaged(`a member has the size ${size}`);
  return size;
}

/** Seconds since the epoch. */
export function timeOf(block: Buffer): number {
  const time = numberAt(block, MTIME);
  if (Number.isNaN(time)) throw damaged('the time of a member is not a number');
  return time;
}

export function isUstar(block: Buffer): boolean {
  return block.toString('latin1', MAGIC.start, MAGIC.start + USTAR.length) === USTAR;
}

export function isMarked(block: Buffer): boolean {
  return isUstar(block) || block.toString('latin1', MAGIC.start, MAGIC.end) === GNU;
}

/** Text up to its NUL; of the whole block without a field. */
export function textAt(block: Buffer, { start, end } = { start: 0, end: block.length }): string {
  const text = block.toString('latin1', start, end);
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

export interface Field {
  start: number;
  end: number;
}

/** An octal or binary number; an empty field is 0, and one that is neither NaN. */
export function numberAt(block: Buffer, { start, end }: Field): number {
  const first = block[start]!;
  if (first === 0x80 || first === 0xff) {
    // More than 2^53 is no size or time of any file: that it is not exact does not matter.
    let value = first === 0xff ? -1 : 0;
    for (let at = start + 1; at < end; at++) value = value * 256 + block[at]!;
    return value;
  }
  const octal = /^[ \0]*([0-7]*)(?:[ \0]|$)/.exec(block.toString('latin1', start, end));
  return octal === null ? Number.NaN : Number.parseInt(octal[1] || '0', 8);
}
