import { compareBytes } from '@supermin/core';
import { buildTree } from './build-tree.ts';
import { encodeRecord, encodeVarint, type SqliteValue } from './encode-record.ts';
import { PAGE, Pages } from './pages.ts';

/** An index of a table, by one of its columns. */
export interface SqliteIndex {
  name: string;
  sql: string;
  column: number;
}

export interface SqliteTable {
  name: string;
  sql: string;
  /** Numbered from 1. An INTEGER PRIMARY KEY is null here. */
  rows: readonly (readonly SqliteValue[])[];
  indexes: readonly SqliteIndex[];
}

/** SQLITE_VERSION_NUMBER of the one that is said to have written it. */
const VERSION = 3040001;

/** A database of sqlite 3 with these tables: the same bytes for the same rows. */
export function encodeDatabase(tables: readonly SqliteTable[]): Buffer {
  const pages = new Pages();
  const schema: SqliteValue[][] = [];
  for (const { name, sql, rows, indexes } of tables) {
    const root = buildTree(pages, 'table', tableEntries(pages, rows));
    schema.push(['table', name, name, root, sql]);
    for (const index of indexes) {
      const at = buildTree(pages, 'index', indexEntries(pages, rows, index.column));
      schema.push(['index', index.name, name, at, index.sql]);
    }
  }
  buildTree(pages, 'table', tableEntries(pages, schema), true);
  writeFileHeader(pages.first(), pages.count);
  return pages.concat();
}

function tableEntries(pages: Pages, rows: readonly (readonly SqliteValue[])[]) {
  return rows.map((values, at) => {
    const row = at + 1;
    return { row, cell: pages.payload('table', encodeRecord(values), encodeVarint(row)) };
  });
}

/** By value, then by row. */
function indexEntries(pages: Pages, rows: readonly (readonly SqliteValue[])[], column: number) {
  const keys = rows.map((values, at) => ({ key: values[column]!, row: at + 1 }));
  keys.sort((a, b) => compareValues(a.key, b.key) || a.row - b.row);
  return keys.map(({ key, row }) => ({
    row,
    cell: pages.payload('index', encodeRecord([key, row])),
  }));
}

/** Of one type each: texts by byte, as collation BINARY has them. */
function compareValues(a: SqliteValue, b: SqliteValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareBytes(String(a), String(b));
}

/** Section 1.3 of sqlite's file format. */
function writeFileHeader(page: Buffer, pages: number): void {
  page.write('SQLite format 3\0', 0, 'latin1');
  page.writeUInt16BE(PAGE, 16);
  // Written and read with a rollback journal; no reserved bytes; three constants.
  page.set([1, 1, 0, 64, 32, 32], 18);
  page.writeUInt32BE(1, 24);
  page.writeUInt32BE(pages, 28);
  // Schema cookie and format, text encoding UTF-8.
  page.writeUInt32BE(1, 40);
  page.writeUInt32BE(4, 44);
  page.writeUInt32BE(1, 56);
  page.writeUInt32BE(1, 92);
  page.writeUInt32BE(VERSION, 96);
}
