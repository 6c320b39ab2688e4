/**
 * One header: 110 bytes of ASCII, then the name with its NUL, then the content.
 *
 *     0       6        14        22       ...                                94        102     110
 *     070701  ino:8    mode:8    uid:8    gid nlink mtime filesize           namesize  check   NAME\0
 *                                         devmajor devminor rdevmajor rdevminor
 *
 * Every number is 8 hexadecimal digits, unsigned. Header and name together, and the content, are padded with
 * zeros to a multiple of 4. See the kernel's Documentation/driver-api/early-userspace/buffer-format.rst.
 */
export const HEADER_SIZE = 110;
export const MAGIC_SIZE = 6;
export const MAGIC = '070701';
/** The same with a sum over the content in `check`. */
export const MAGIC_CHECKSUM = '070702';
/** The name of the entry that ends an archive. */
export const TRAILER = 'TRAILER!!!';
/** With its NUL; the kernel's PATH_MAX, longer names are refused by its unpacker. */
export const MAXIMUM_NAME = 4096;
export const MAXIMUM_FIELD = 0xffff_ffff;

/** The thirteen numbers in the order in which they stand. */
export const HEADER_FIELDS = [
  'ino',
  'mode',
  'uid',
  'gid',
  'nlink',
  'mtime',
  'size',
  'devMajor',
  'devMinor',
  'rdevMajor',
  'rdevMinor',
  'nameSize',
  'check',
] as const;

export type RawHeader = Record<(typeof HEADER_FIELDS)[number], number>;

/** What stands in the way of reading a header. */
export interface HeaderFault {
  field: (typeof HEADER_FIELDS)[number];
  text: string;
}

const ZERO = '0'.repeat(8);

/** The 110 bytes, one a character. Every number must be an integer from 0 to 2^32 - 1. */
export function headerText(header: RawHeader): string {
  let text = MAGIC;
  for (const field of HEADER_FIELDS) {
    const value = header[field];
    // Half of them are.
    text += value === 0 ? ZERO : (MAXIMUM_FIELD + 1 + value).toString(16).slice(1);
  }
  return text;
}

/** Reads the numbers of the header at the start of `bytes`, digits in either case and nothing but digits. */
export function decodeHeader(bytes: Uint8Array): RawHeader | HeaderFault {
  const header = {} as RawHeader;
  let at = MAGIC_SIZE;
  for (const field of HEADER_FIELDS) {
    let value = 0;
    for (let i = 0; i < 8; i++) {
      const digit = digitValue(bytes[at + i]!);
      if (digit < 0) return { field, text: String.fromCharCode(...bytes.subarray(at, at + 8)) };
      value = value * 16 + digit;
    }
    header[field] = value;
    at += 8;
  }
  return header;
}

function digitValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Zero bytes that follow `length` bytes. */
export function padding(length: number): number {
  return (4 - (length % 4)) % 4;
}
