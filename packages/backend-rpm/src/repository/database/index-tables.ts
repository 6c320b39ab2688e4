import type { Header } from '../../format/header.ts';
import { Tag, Type } from '../../format/tags.ts';
import type { SqliteIndex, SqliteTable } from './sqlite/encode-database.ts';
import type { SqliteValue } from './sqlite/encode-record.ts';

/** A table by which rpm finds packages: what it is called, the tag that it is of, what is indexed. */
interface IndexTable {
  name: string;
  tag: number;
  /** Columns that have an index of sqlite. */
  by: readonly ('key' | 'hnum')[];
}

const BOTH = ['key', 'hnum'] as const;

/** In the order in which rpm makes them: lib/backend/sqlite.c. */
const TABLES: readonly IndexTable[] = [
  { name: 'Name', tag: Tag.name, by: ['key'] },
  { name: 'Basenames', tag: Tag.baseNames, by: BOTH },
  { name: 'Group', tag: Tag.group, by: ['key'] },
  { name: 'Requirename', tag: Tag.requireName, by: BOTH },
  { name: 'Providename', tag: Tag.provideName, by: BOTH },
  { name: 'Conflictname', tag: Tag.conflictName, by: BOTH },
  { name: 'Obsoletename', tag: Tag.obsoleteName, by: BOTH },
  { name: 'Triggername', tag: Tag.triggerName, by: BOTH },
  { name: 'Dirnames', tag: Tag.directoryNames, by: BOTH },
  { name: 'Installtid', tag: Tag.installTransaction, by: [] },
  { name: 'Sigmd5', tag: 261, by: [] },
  { name: 'Sha1header', tag: Tag.sha1Header, by: ['key'] },
  { name: 'Filetriggername', tag: Tag.fileTriggerName, by: BOTH },
  { name: 'Transfiletriggername', tag: Tag.transFileTriggerName, by: BOTH },
  { name: 'Recommendname', tag: Tag.recommendName, by: BOTH },
  { name: 'Suggestname', tag: Tag.suggestName, by: BOTH },
  { name: 'Supplementname', tag: Tag.supplementName, by: BOTH },
  { name: 'Enhancename', tag: Tag.enhanceName, by: BOTH },
];

/** These have a BLOB for a key. */
const BLOBS: ReadonlySet<string> = new Set(['Installtid', 'Sigmd5']);

/** @param headers as they are stored: the first is number 1 */
export function indexTables(headers: readonly Header[]): SqliteTable[] {
  return TABLES.map((table) => ({
    name: table.name,
    sql: `CREATE TABLE '${table.name}' (key '${BLOBS.has(table.name) ? 'BLOB' : 'TEXT'}' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL, FOREIGN KEY (hnum) REFERENCES 'Packages'(hnum))`,
    rows: headers.flatMap((header, at) => rowsOf(header, table.tag, at + 1)),
    indexes: table.by.map((column) => indexOf(table.name, column)),
  }));
}

function indexOf(table: string, column: 'key' | 'hnum'): SqliteIndex {
  const name = `${table}_${column}_idx`;
  const sql = `CREATE INDEX '${name}' ON '${table}'(${column} ASC)`;
  return { name, sql, column: column === 'key' ? 0 : 1 };
}

function rowsOf(header: Header, tag: number, hnum: number): SqliteValue[][] {
  const entry = header.raw(tag);
  if (entry === undefined) return [];
  if (entry.type === Type.binary) return [[entry.data, hnum, 0]];
  // Numbers are stored as the machine has them: little-endian.
  if (entry.type === Type.int32) return [[Buffer.from(entry.data).swap32(), hnum, 0]];
  const texts = tag === Tag.group ? header.texts(tag).slice(0, 1) : header.texts(tag);
  return texts.map((text, idx) => [text, hnum, idx]);
}
