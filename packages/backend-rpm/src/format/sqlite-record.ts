import type { BytePath } from '@supermin/core';
import { damaged } from '../errors.ts';
import type { RandomAccessFile } from './random-access-file.ts';

/** A leaf page and what is needed to follow its rows out of it. */
export interface LeafPage {
  file: RandomAccessFile;
  /** Of the page in the file. */
  offset: number;
  bytes: Buffer;
  /** Bytes of every page that are in use. */
  usable: number;
  /** Page by number; throws for one that is not there or was met before. */
  page(number: number): Buffer;
}

/**
 * Reads the cell of a table's leaf page at `position`: payload length, row number, and as much of the payload as the page
 * holds, then the number of the first overflow page.
 */
export function readTableRow(leaf: LeafPage, position: number): TableRow {
  const { file, bytes, usable } = leaf;
  const offset = leaf.offset + position;
  const length = readVarint(bytes, position, file.path, leaf.offset);
  const row = readVarint(bytes, length.end, file.path, leaf.offset);
  if (length.value > file.size) {
    throw damaged(file.path, offset, `a row of ${length.value} bytes`);
  }
  const local = localBytes(length.value, usable);
  if (row.end + local > usable) throw damaged(file.path, offset, 'a row beyond its page');
  const start = bytes.subarray(row.end, row.end + local);
  if (local === length.value) return new TableRow(start, file.path, offset);
  const payload = Buffer.allocUnsafe(length.value);
  start.copy(payload);
  if (row.end + local + 4 > usable) throw damaged(file.path, offset, 'a row beyond its page');
  readOverflow(leaf, bytes.readUInt32BE(row.end + local), payload, local);
  return new TableRow(payload, file.path, offset);
}

/** How much of a payload stays on a table's leaf page: section 1.6, "B-tree pages", of sqlite's file format. */
function localBytes(length: number, usable: number): number {
  if (length <= usable - 35) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const rest = least + ((length - least) % (usable - 4));
  return rest <= usable - 35 ? rest : least;
}

function readOverflow(leaf: LeafPage, first: number, payload: Buffer, from: number): void {
  let number = first;
  for (let done = from; done < payload.length; ) {
    const bytes = leaf.page(number);
    const count = Math.min(leaf.usable - 4, payload.length - done);
    bytes.copy(payload, done, 4, 4 + count);
    done += count;
    number = bytes.readUInt32BE(0);
  }
}

interface Column {
  type: number;
  start: number;
  end: number;
}

/** A row in sqlite's record format: the type of each column as a varint, then the values. */
export class TableRow {
  readonly #columns: Column[] = [];

  constructor(
    private readonly payload: Buffer,
    path: BytePath,
    /** Of the row's cell in the file: for messages. */
    readonly offset: number,
  ) {
    const header = readVarint(payload, 0, path, offset);
    if (header.value > payload.length) throw damaged(path, offset, 'a row that is all header');
    let start = header.value;
    for (let at = header.end; at < header.value; ) {
      const { value: type, end } = readVarint(payload, at, path, offset);
      const next = start + valueBytes(type);
      if (next > payload.length) throw damaged(path, offset, 'a value beyond its row');
      this.#columns.push({ type, start, end: next });
      start = next;
      at = end;
    }
  }

  text(column: number): string | undefined {
    const found = this.#columns[column];
    if (found === undefined || found.type < 13 || found.type % 2 === 0) return undefined;
    return this.payload.toString('latin1', found.start, found.end);
  }

  blob(column: number): Buffer | undefined {
    const found = this.#columns[column];
    if (found === undefined || found.type < 12 || found.type % 2 === 1) return undefined;
    return this.payload.subarray(found.start, found.end);
  }

  /** An integer of up to 6 bytes: page numbers have no more than 4. */
  integer(column: number): number | undefined {
    const found = this.#columns[column];
    if (found?.type === 8) return 0;
    if (found?.type === 9) return 1;
    if (found === undefined || found.type < 1 || found.type > 5) return undefined;
    return this.payload.readIntBE(found.start, found.end - found.start);
  }
}

/** Bytes of a value by its serial type. */
function valueBytes(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type]!;
}

/** 1 to 9 bytes, 7 bits each, the highest first. Values beyond 2^53 lose their low bits: no length is that large. */
function readVarint(
  bytes: Buffer,
  position: number,
  path: BytePath,
  offset: number,
): { value: number; end: number } {
  let value = 0;
  for (let at = position; at < bytes.length && at < position + 9; at++) {
    const byte = bytes[at]!;
    if (at === position + 8) return { value: value * 256 + byte, end: at + 1 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw damaged(path, offset + position, 'a number beyond its page');
}
