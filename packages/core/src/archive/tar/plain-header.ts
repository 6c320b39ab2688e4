import { isAscii } from 'node:buffer';
import {
  type Field,
  GNU,
  isMarked,
  MAGIC,
  NAME_FIELD,
  SIZE,
  SUM,
  sumOf,
  TYPE,
  textAt,
  typeFlag,
} from './header.ts';

/** Of links, devices, directories and fifos the size, if there is one, is not that of any content. */
export const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);
/** Also contiguous ones, and old sparse ones. */
const FILES: ReadonlySet<string> = new Set(['\0', '0', '7', 'S']);
export const FILE = '0';
export const DIRECTORY = '5';
const UNKNOWN = '?';

/** `0` for all kinds of files, `5` for all of directories; for what is not known, what tar-stream does not know either. */
export function plainFlag(flag: string, name: string): string {
  if (FILES.has(flag)) return flag !== 'S' && name.endsWith('/') ? DIRECTORY : FILE;
  if (flag === 'D') return DIRECTORY;
  return WITHOUT_CONTENT.has(flag) ? flag : UNKNOWN;
}

/** From the size to the magic, as all tars of today write it. */
const PLAIN = /^([0-7]{11})[ \0][0-7]{11}[ \0][0-7]{6}\0 ([0-6]).{100}ustar(?:\0| {2}\0)/s;

/**
 * Bytes of content, if it is the header of a member that tar-stream reads as it is; nearly all are such. Its sum is left to
 * tar-stream: of ASCII there is but one.
 */
export function plainSize(block: Buffer): number | undefined {
  const [, digits, flag] = PLAIN.exec(block.toString('latin1', SIZE.start, MAGIC.end)) ?? [];
  if (digits === undefined || !isAscii(block)) return undefined;
  const size = Number.parseInt(digits, 8);
  if (flag !== FILE) return size === 0 ? 0 : undefined;
  return textAt(block, NAME_FIELD).endsWith('/') ? undefined : size;
}

/**
 * The header that tar-stream gets in place of `block`: the same name, owner, mode and device, in a format that it knows. v7 has
 * no mark; it becomes GNU's, which like v7's has no prefix of the name behind the device number.
 */
export function plainHeader(block: Buffer, flag: string, size: number): Buffer {
  if (typeFlag(block) === flag && plainSize(block) === size) return block;
  const plain = Buffer.from(block);
  if (!isMarked(block)) plain.write(GNU, MAGIC.start, 'latin1');
  plain.write(flag, TYPE, 'latin1');
  writeNumber(plain, SIZE, size);
  plain.write(`${sumOf(plain).toString(8).padStart(6, '0')}\0 `, SUM.start, 'latin1');
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
