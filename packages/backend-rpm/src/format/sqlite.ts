import { damaged, unsupported } from '../errors.ts';
import type { Blob } from './blob.ts';
import { PageSet } from './page-set.ts';
import type { RandomAccessFile } from './random-access-file.ts';
import { readTableRow, type TableRow } from './sqlite-record.ts';

const INTERIOR_TABLE = 0x05;
const LEAF_TABLE = 0x0d;
const UTF8 = 1;

/** Where a table's b-tree begins. */
interface Layout {
  pageSize: number;
  /** Bytes of a page that sqlite uses: all but a reserved tail. */
  usable: number;
  pages: number;
}

/**
 * The header blobs of rpm's `rpmdb.sqlite`, in the order of their numbers.
 *
 *     page 1    100 bytes file header, then the b-tree of sqlite_schema: where table "Packages" has its root page
 *     interior  child pages, each with the largest row number below it
 *     leaf      rows (hnum INTEGER PRIMARY KEY, blob BLOB); what does not fit goes on in a chain of overflow pages
 *
 * Only as much of the format as this takes: see "Database File Format" of sqlite's documentation. Its write-ahead log is
 * not read: the caller looks whether there is one. rpm's table "Name" has a row for every package: a damaged tree that has
 * lost some of them is known by it.
 */
export function* sqliteBlobs(file: RandomAccessFile): Generator<Blob> {
  const layout = readLayout(file);
  const roots = rootPages(file, layout);
  const root = roots.get('Packages');
  if (root === undefined) throw damaged(file.path, 100, 'no table Packages');
  let packages = 0;
  for (const row of tableRows(file, layout, root)) {
    const bytes = row.blob(1);
    if (bytes === undefined) throw damaged(file.path, row.offset, 'a package without a header');
    packages++;
    yield { bytes, offset: row.offset };
  }
  const names = countRows(file, layout, roots.get('Name'));
  if (names !== undefined && names !== packages) {
    throw damaged(file.path, 100, `it names ${names} packages and holds ${packages}`);
  }
}

function readLayout(file: RandomAccessFile): Layout {
  const header = file.read(0, 100);
  const size = header.readUInt16BE(16);
  const pageSize = size === 1 ? 65536 : size;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) {
    throw damaged(file.path, 16, `a page size of ${pageSize}`);
  }
  const usable = pageSize - header[20]!;
  if (usable < 480) throw damaged(file.path, 20, `${header[20]} reserved bytes a page`);
  const encoding = header.readUInt32BE(56);
  // 0: a database without any table.
  if (encoding > UTF8) throw unsupported(file.path, `text encoding ${encoding}`);
  return { pageSize, usable, pages: Math.floor(file.size / pageSize) };
}

/** sqlite_schema: type, name, tbl_name, rootpage, sql. */
function rootPages(file: RandomAccessFile, layout: Layout): Map<string, number> {
  const roots = new Map<string, number>();
  for (const row of tableRows(file, layout, 1)) {
    if (row.text(0) === 'table') roots.set(row.text(1) ?? '', row.integer(3) ?? 0);
  }
  return roots;
}

function countRows(
  file: RandomAccessFile,
  layout: Layout,
  root: number | undefined,
): number | undefined {
  if (root === undefined) return undefined;
  let count = 0;
  for (const _ of tableRows(file, layout, root)) count++;
  return count;
}

/** The rows of a table, in order. A page may be part of one table or overflow chain only, and only once. */
function* tableRows(file: RandomAccessFile, layout: Layout, root: number): Generator<TableRow> {
  const seen = new PageSet(layout.pages + 1);
  // A stack instead of recursion: what a damaged tree looks like is not for the call stack to find out.
  const stack = [root];
  const page = (number: number) => {
    if (number < 1 || number > layout.pages) throw damaged(file.path, 0, `no page ${number}`);
    if (!seen.add(number)) throw damaged(file.path, 0, `page ${number} is used twice`);
    return file.read((number - 1) * layout.pageSize, layout.pageSize);
  };
  for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
    const bytes = page(number);
    const offset = (number - 1) * layout.pageSize;
    const start = number === 1 ? 100 : 0;
    const type = bytes[start];
    if (type !== INTERIOR_TABLE && type !== LEAF_TABLE) {
      throw damaged(file.path, offset + start, `page ${number} is none of a table`);
    }
    const cells = bytes.readUInt16BE(start + 3);
    const pointers = start + (type === LEAF_TABLE ? 8 : 12);
    if (pointers + 2 * cells > layout.usable) {
      throw damaged(file.path, offset + start + 3, `${cells} cells on a page`);
    }
    const at = (cell: number) => {
      const position = bytes.readUInt16BE(pointers + 2 * cell);
      if (position + 4 > layout.usable) throw damaged(file.path, offset, 'a cell beyond its page');
      return position;
    };
    if (type === LEAF_TABLE) {
      for (let cell = 0; cell < cells; cell++) {
        yield readTableRow({ file, offset, bytes, page, usable: layout.usable }, at(cell));
      }
    } else {
      stack.push(bytes.readUInt32BE(start + 8));
      for (let cell = cells - 1; cell >= 0; cell--) stack.push(bytes.readUInt32BE(at(cell)));
    }
  }
}
