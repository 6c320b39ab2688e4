/**
 * The 512-byte header of a tar member, in the three forms that are about: v7, POSIX ustar and GNU.
 *
 *     0 name[100]  100 mode[8]  108 uid[8]  116 gid[8]  124 size[12]  136 mtime[12]  148 checksum[8]
 *     156 type     157 linkname[100]        257 magic[8]  265 uname[32]  297 gname[32]
 *     329 devmajor[8]  337 devminor[8]      345 prefix[155]
 *
 * POSIX.1-2017, pax, "ustar Interchange Format"; for numbers in base 256, GNU tar's manual, "Basic Tar Format".
 */
export interface TarHeader {
  /** Prefix and name, as bytes. */
  name: string;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of content that follow, for kinds that have any. */
  size: number;
  /** Seconds since the epoch. */
  mtime: number;
  /** One character; NUL in archives older than POSIX. */
  type: string;
  linkname: string;
  major: number;
  minor: number;
}

export const BLOCK = 512;

const CHECKSUM = { offset: 148, length: 8 };

/** True for a block whose checksum is that of a header. Some old programs summed up signed bytes. */
export function isHeader(block: Uint8Array): boolean {
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK; at++) {
    const inSum = at >= CHECKSUM.offset && at < CHECKSUM.offset + CHECKSUM.length;
    const byte = inSum ? 0x20 : block[at]!;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const stored = number(block, CHECKSUM.offset, CHECKSUM.length);
  return stored === unsigned || stored === signed;
}

/** Undefined if a number in it is none. The checksum is {@link isHeader}'s business. */
export function decodeHeader(block: Buffer): TarHeader | undefined {
  const magic = block.toString('latin1', 257, 263);
  const prefix = magic === 'ustar\0' ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  // In v7 archives these fields do not exist; in files they mean nothing, and some programs leave junk there.
  const type = String.fromCharCode(block[156]!);
  const device = type === '3' || type === '4';
  const header = {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(block, 100, 8),
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    size: number(block, 124, 12),
    mtime: number(block, 136, 12),
    type,
    linkname: text(block, 157, 100),
    major: device ? number(block, 329, 8) : 0,
    minor: device ? number(block, 337, 8) : 0,
  };
  return Object.values(header).some(Number.isNaN) ? undefined : header;
}

/**
 * A POSIX ustar header.
 *
 * @returns undefined if a value does not fit its field: a pax header has to say it
 */
export function encodeHeader(header: TarHeader): Buffer | undefined {
  const block = Buffer.alloc(BLOCK);
  const split = splitName(header.name);
  if (split === undefined || header.linkname.length > 100) return undefined;
  const numbers: [number, number, number][] = [
    [header.mode, 100, 8],
    [header.uid, 108, 8],
    [header.gid, 116, 8],
    [header.size, 124, 12],
    [header.mtime, 136, 12],
    [header.major, 329, 8],
    [header.minor, 337, 8],
  ];
  for (const [value, offset, length] of numbers) {
    const digits = value.toString(8).padStart(length - 1, '0');
    if (value < 0 || !Number.isInteger(value) || digits.length >= length) return undefined;
    block.write(digits, offset, 'latin1');
  }
  block.write(split.name, 0, 'latin1');
  block.write(split.prefix, 345, 'latin1');
  block.write(header.type, 156, 'latin1');
  block.write(header.linkname, 157, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write('root', 265, 'latin1');
  block.write('root', 297, 'latin1');
  block.fill(' ', CHECKSUM.offset, CHECKSUM.offset + CHECKSUM.length);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM.offset, 'latin1');
  return block;
}

/** Up to 155 bytes before a slash go into the prefix, the rest is the name. */
function splitName(name: string): { prefix: string; name: string } | undefined {
  if (name.length <= 100) return { prefix: '', name };
  const slash = name.indexOf('/', name.length - 101);
  if (slash < 1 || slash > 155 || slash === name.length - 1) return undefined;
  return { prefix: name.slice(0, slash), name: name.slice(slash + 1) };
}

function text(block: Buffer, offset: number, length: number): string {
  const end = block.indexOf(0, offset);
  const limit = offset + length;
  return block.toString('latin1', offset, end < 0 || end > limit ? limit : end);
}

/** Octal digits between blanks and NULs, or, with the highest bit set, base 256 in two's complement. */
function number(block: Uint8Array, offset: number, length: number): number {
  const field = Buffer.from(block.buffer, block.byteOffset + offset, length);
  if ((field[0]! & 0x80) !== 0) return base256(field);
  const digits = /^[ \0]*([0-7]*)(?:[ \0].*)?$/s.exec(field.toString('latin1'))?.[1];
  if (digits === undefined) return Number.NaN;
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function base256(field: Buffer): number {
  const negative = (field[0]! & 0x40) !== 0;
  let value = negative ? field[0]! - 256 : field[0]! & 0x3f;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}
