import { damaged } from '../errors.ts';
import { BLOCK } from './block-source.ts';

/*
 *     0     100   108   116   124   136    148  156   157       257    265   297   329    337    345
 *     name  mode  uid   gid   size  mtime  sum  type  linkname  magic  user  group major  minor  prefix (ustar)
 *
 * Numbers are octal text; where that is too narrow, GNU tar writes them as signed big-endian bytes behind 0x80 or 0xff.
 */
const SIZE = { start: 124, end: 136 };
const MTIME = { start: 136, end: 148 };
const SUM = { start: 148, end: 156 };
const TYPE = 156;
const MAGIC = { start: 257, end: 265 };

const USTAR = 'ustar\0';
const GNU = 'ustar  \0';

export const NAME_FIELD = { start: 0, end: 100 };

/** True for a block of zeros: the end mark. */
export function isZero(block: Buffer): boolean {
  return block.compare(ZEROS) === 0;
}

const ZEROS = Buffer.alloc(BLOCK);

/** True if the sum in the block is that of a header, as POSIX has it or as old tars with signed characters made it. */
export function isHeader(block: Buffer): boolean {
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK; at++) {
    const byte = at >= SUM.start && at < SUM.end ? BLANK : block[at]!;
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const sum = numberAt(block, SUM);
  return sum === unsigned || sum === signed;
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
  if (Number.isNaN(time)) throw damaged('the time of a member is no number');
  return time;
}

export function isUstar(block: Buffer): boolean {
  return block.toString('latin1', MAGIC.start, MAGIC.start + USTAR.length) === USTAR;
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

/**
 * The header that tar-stream gets in place of `block`: the same name, owner, mode and device, in a format that it knows. v7 has
 * no mark; it becomes GNU's, which like v7's has no prefix of the name behind the device number.
 */
export function plainHeader(block: Buffer, flag: string, size: number): Buffer {
  const plain = Buffer.from(block);
  if (!isUstar(block)) plain.write(GNU, MAGIC.start, 'latin1');
  plain.write(flag, TYPE, 'latin1');
  writeNumber(plain, SIZE, size);
  // Read by us, since tar-stream reads binary numbers below zero one too high.
  writeNumber(plain, MTIME, 0);
  plain.fill(BLANK, SUM.start, SUM.end);
  const sum = plain.reduce((total, byte) => total + byte, 0);
  plain.write(`${sum.toString(8).padStart(6, '0')}\0 `, SUM.start, 'latin1');
  return plain;
}

function writeNumber(block: Buffer, { start, end }: Field, value: number): void {
  const octal = value.toString(8).padStart(end - start - 1, '0');
  if (octal.length < end - start) block.write(`${octal}\0`, start, 'latin1');
  else {
    block.fill(0, start, end);
    block[start] = 0x80;
    block.writeUIntBE(value % 2 ** 48, end - 6, 6);
    block.writeUIntBE(Math.floor(value / 2 ** 48), end - 8, 2);
  }
}
