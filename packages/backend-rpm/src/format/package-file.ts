import type { BytePath } from '@supermin/core';
import { damaged } from '../errors.ts';
import { HEADER_MAGIC, Header } from './header.ts';
import { RandomAccessFile } from './random-access-file.ts';

const LEAD = 96;
const LEAD_MAGIC = 0xedabeedb;
const INTRODUCTION = 16;

/**
 * The header of an .rpm file:
 *
 *     lead        96 bytes, of which only the magic number still means anything
 *     signature   a header, padded to 8 bytes
 *     header      what a database will hold of the package
 *     payload     a compressed cpio archive
 */
export function readPackageFile(path: BytePath): Header {
  const file = new RandomAccessFile(path);
  try {
    if (file.read(0, LEAD).readUInt32BE(0) !== LEAD_MAGIC) {
      throw damaged(path, 0, 'this is no rpm package');
    }
    const signature = headerLength(file, LEAD);
    const start = LEAD + Math.ceil(signature / 8) * 8;
    const length = headerLength(file, start);
    const offset = start + HEADER_MAGIC.length;
    const bytes = Buffer.from(file.read(offset, length - HEADER_MAGIC.length));
    const header = new Header({ bytes, offset }, path);
    header.checkDigest();
    return header;
  } finally {
    file.close();
  }
}

/** Magic number and all. */
function headerLength(file: RandomAccessFile, offset: number): number {
  const introduction = file.read(offset, INTRODUCTION);
  if (!introduction.subarray(0, 4).equals(HEADER_MAGIC.subarray(0, 4))) {
    throw damaged(file.path, offset, 'no header where one should be');
  }
  return INTRODUCTION + 16 * introduction.readUInt32BE(8) + introduction.readUInt32BE(12);
}
