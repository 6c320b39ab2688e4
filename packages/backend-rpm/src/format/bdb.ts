import { damaged, unsupported } from '../errors.ts';
import type { Blob } from './blob.ts';
import { PageSet } from './page-set.ts';
import type { RandomAccessFile } from './random-access-file.ts';

/** Berkeley DB's DB_HASHMAGIC, at offset 12. */
export const BDB_HASH_MAGIC = 0x061561;
/** Its DB_BTREEMAGIC: what rpm 5 makes. */
export const BDB_BTREE_MAGIC = 0x053162;

const PAGE_HEADER = 26;
const HASH_UNSORTED = 2;
const OVERFLOW = 7;
const HASH_METADATA = 8;
const HASH = 13;

const KEY_DATA = 1;
const OFF_PAGE = 3;

/** The numbers of a page are in the byte order of the machine that made the file. */
interface Numbers {
  u16(bytes: Buffer, offset: number): number;
  u32(bytes: Buffer, offset: number): number;
}

const LITTLE: Numbers = {
  u16: (bytes, offset) => bytes.readUInt16LE(offset),
  u32: (bytes, offset) => bytes.readUInt32LE(offset),
};
const BIG: Numbers = {
  u16: (bytes, offset) => bytes.readUInt16BE(offset),
  u32: (bytes, offset) => bytes.readUInt32BE(offset),
};

interface Layout {
  numbers: Numbers;
  pageSize: number;
  pages: number;
  /** Keys that it says it holds, the one of the next free number among them. */
  elements: number;
}

/**
 * The header blobs of a `Packages` file of Berkeley DB (rpm up to 4.16), in the order in which they lie in the file.
 *
 *     page 0     metadata: magic, version, page size, last page
 *     hash page  16 bytes log position and neighbours, item count, item offsets; items from the end of the page:
 *                key, value, key, value, ...; a value is data (type 1) or, usually, the number of the first overflow page
 *     overflow   data, and the next page
 *
 * Keys are package numbers of 4 bytes; number 0 holds the next free one. The hash itself is of no interest: all pages are
 * looked at. rpm uses neither checksums nor encryption nor duplicates.
 */
export function* bdbBlobs(file: RandomAccessFile): Generator<Blob> {
  const layout = readLayout(file);
  const used = new PageSet(layout.pages);
  const overflow: number[] = [];
  let packages = 0;
  for (let page = 1; page < layout.pages; page++) {
    const type = file.read(page * layout.pageSize, PAGE_HEADER)[25];
    if (type === OVERFLOW) overflow.push(page);
    if (type !== HASH && type !== HASH_UNSORTED) continue;
    for (const blob of pageBlobs(file, layout, page, used)) {
      packages++;
      yield blob;
    }
  }
  // Either alone is what a crash leaves, and rpm lives with it; together a page of packages is lost.
  if (packages + 1 < layout.elements && overflow.some((page) => used.add(page))) {
    throw damaged(file.path, 88, `it counts ${layout.elements - 1} packages and holds ${packages}`);
  }
}

function readLayout(file: RandomAccessFile): Layout {
  const header = file.read(0, 92);
  const numbers = header.readUInt32LE(12) === BDB_HASH_MAGIC ? LITTLE : BIG;
  const version = numbers.u32(header, 16);
  if (version < 7 || version > 10) throw unsupported(file.path, `Berkeley DB hash ${version}`);
  if (header[24] !== 0 || header[26] !== 0) {
    throw unsupported(file.path, 'encryption, checksums or partitions');
  }
  if (header[25] !== HASH_METADATA) throw damaged(file.path, 25, 'not a metadata page');
  const pageSize = numbers.u32(header, 20);
  if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) {
    throw damaged(file.path, 20, `a page size of ${pageSize}`);
  }
  const pages = numbers.u32(header, 32) + 1;
  if (pages * pageSize > file.size) {
    throw damaged(file.path, file.size, `the file ends before page ${pages - 1}`);
  }
  return { numbers, pageSize, pages, elements: numbers.u32(header, 88) };
}

function* pageBlobs(
  file: RandomAccessFile,
  layout: Layout,
  page: number,
  used: PageSet,
): Generator<Blob> {
  const { numbers, pageSize } = layout;
  const offset = page * pageSize;
  const bytes = file.read(offset, pageSize);
  const items = numbers.u16(bytes, 20);
  if (PAGE_HEADER + 2 * items > pageSize || items % 2 === 1) {
    throw damaged(file.path, offset + 20, `${items} items on a page`);
  }
  const item = (index: number) => {
    const start = numbers.u16(bytes, PAGE_HEADER + 2 * index);
    const end = index === 0 ? pageSize : numbers.u16(bytes, PAGE_HEADER + 2 * (index - 1));
    if (start < PAGE_HEADER + 2 * items || start >= end || end > pageSize) {
      throw damaged(file.path, offset + PAGE_HEADER + 2 * index, 'an item beyond its page');
    }
    return bytes.subarray(start, end);
  };
  for (let index = 0; index < items; index += 2) {
    if (isNextNumber(item(index))) continue;
    const value = item(index + 1);
    if (value[0] === KEY_DATA) yield { bytes: value.subarray(1), offset };
    else if (value[0] === OFF_PAGE && value.length >= 12) {
      const where = { first: numbers.u32(value, 4), length: numbers.u32(value, 8) };
      const bytes = overflowChain(file, layout, where, used);
      yield { bytes, offset };
    } else throw damaged(file.path, offset, `an item of type ${value[0]}`);
  }
}

function isNextNumber(key: Buffer): boolean {
  return key[0] === KEY_DATA && key.length === 5 && key.readUInt32LE(1) === 0;
}

function overflowChain(
  file: RandomAccessFile,
  { numbers, pageSize, pages }: Layout,
  { first, length }: { first: number; length: number },
  used: PageSet,
): Buffer {
  if (length > file.size) throw damaged(file.path, first * pageSize, `a value of ${length} bytes`);
  const value = Buffer.allocUnsafe(length);
  let page = first;
  for (let done = 0; done < length; ) {
    const offset = page * pageSize;
    if (page < 1 || page >= pages || !used.add(page)) {
      throw damaged(file.path, offset, `page ${page} is not there, or is used twice`);
    }
    const bytes = file.read(offset, pageSize);
    const count = numbers.u16(bytes, 22);
    if (bytes[25] !== OVERFLOW || count === 0 || PAGE_HEADER + count > pageSize) {
      throw damaged(file.path, offset, `page ${page} is not an overflow page`);
    }
    if (done + count > length) throw damaged(file.path, offset, 'a value longer than it says');
    bytes.copy(value, done, PAGE_HEADER, PAGE_HEADER + count);
    done += count;
    page = numbers.u32(bytes, 16);
  }
  return value;
}
