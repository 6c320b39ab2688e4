import type { BytePath } from '@supermin/core';
import { damaged } from '../errors.ts';
import { HEADER_MAGIC, Header } from './header.ts';
import { RandomAccessFile } from './random-access-file.ts';

const LEAD = 96;
const LEAD_MAGIC = 0xedabeedb;
const INTRODUCTION = 16;

/** A header of a file, and its bytes without the magic number. */
export interface FileHeader {
  header: Header;
  bytes: Buffer;
}

/** The parts of an .rpm file. */
export interface PackageFile extends FileHeader {
  signature: FileHeader;
  payload: { offset: number; size: number };
}

/**
 * Finds the parts:
 *
 *     lead        96 bytes, of which only the magic number still means anything
 *     signature   a header, padded to 8 bytes
 *     header      what a database will hold of the package
 *     payload     a compressed cpio archive
 *
 * @throws SuperminError `RPM_DAMAGED`
 */
export function readParts(path: BytePath): PackageFile {
  const file = new RandomAccessFile(path);
  try {
    if (file.size < LEAD || file.read(0, LEAD).readUInt32BE(0) !== LEAD_MAGIC) {
      throw damaged(path, 0, 'this is no rpm package');
    }
    const signature = readHeader(file, LEAD);
    const start = LEAD + Math.ceil((HEADER_MAGIC.length + signature.bytes.length) / 8) * 8;
    const { header, bytes } = readHeader(file, start);
    const offset = start + HEADER_MAGIC.length + bytes.length;
    return { header, bytes, signature, payload: { offset, size: file.size - offset } };
  } finally {
    file.close();
  }
}

function readHeader(file: RandomAccessFile, at: number): FileHeader {
  const length = headerLength(file, at);
  const offset = at + HEADER_MAGIC.length;
  const bytes = Buffer.from(file.read(offset, length - HEADER_MAGIC.length));
  return { header: new Header({ bytes, offset }, file.path), bytes };
}

/** Magic number and all. */
function headerLength(file: RandomAccessFile, offset: number): number {
  const introduction = file.read(offset, INTRODUCTION);
  if (!introduction.subarray(0, 8).equals(HEADER_MAGIC)) {
    throw damaged(file.path, offset, 'no header where one should be');
  }
  return INTRODUCTION + 16 * introduction.readUInt32BE(8) + introduction.readUInt32BE(12);
}
