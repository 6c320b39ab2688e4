import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { RandomAccessFile } from '../../../../src/format/random-access-file.ts';
import { sqliteBlobs } from '../../../../src/format/sqlite.ts';
import {
  encodeDatabase,
  type SqliteTable,
} from '../../../../src/repository/database/sqlite/encode-database.ts';
import type { SqliteValue } from '../../../../src/repository/database/sqlite/encode-record.ts';

const top = scratchDirectory();
const HAS_PYTHON = available('python3', hasProgram('python3'));

/** What sqlite itself finds: its own check, which goes through trees and indexes; all rows; the order of each index. */
const PYTHON = `
import hashlib, json, sqlite3, sys
def short(bytes):
    return bytes.decode('latin1') if len(bytes) < 100 else hashlib.sha1(bytes).hexdigest()
def shown(value):
    return {'bytes': short(value)} if isinstance(value, bytes) else value
for path in sys.argv[1:]:
    db = sqlite3.connect(path)
    db.text_factory = lambda text: {'text': short(text)}
    check = [row[0]['text'] for row in db.execute('PRAGMA integrity_check')]
    names = [row[0]['text'] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    rows = {name: [[shown(each) for each in row] for row in db.execute('SELECT * FROM %s ORDER BY rowid' % name)] for name in names}
    plan = [row[3]['text'] for row in db.execute("EXPLAIN QUERY PLAN SELECT key FROM t WHERE key > ''")] if 't' in names else []
    print(json.dumps({'check': check, 'rows': rows, 'plan': plan}))
`;

interface Read {
  check: string[];
  rows: Record<string, unknown[][]>;
  plan: string[];
}

function readBack(databases: readonly Buffer[]): Read[] {
  const paths = databases.map((bytes, at) => {
    const path = join(top, `${at}.sqlite`);
    writeFileSync(path, bytes);
    return path;
  });
  const { stdout, stderr } = spawnSync('python3', ['-c', PYTHON, ...paths], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Read);
}

function shown(value: SqliteValue): unknown {
  if (typeof value === 'string') return { text: short(value) };
  return Buffer.isBuffer(value) ? { bytes: short(value.toString('latin1')) } : value;
}

function short(bytes: string): string {
  return bytes.length < 100 ? bytes : createHash('sha1').update(bytes, 'latin1').digest('hex');
}

/** Of a key and a number, with an index of the keys. */
function keyed(rows: readonly (readonly SqliteValue[])[]): SqliteTable {
  return {
    ...{ name: 't', sql: 'CREATE TABLE t (key, number)', rows },
    indexes: [{ name: 't_key', sql: 'CREATE INDEX t_key ON t (key)', column: 0 }],
  };
}

/** Keys of a length, not in their order. */
function keys(count: number, length: number): [string, number][] {
  return Array.from({ length: count }, (_, at) => [
    String((at * 7919) % count).padStart(length, '-'),
    at,
  ]);
}

function expectSame(tables: readonly SqliteTable[], read: Read): void {
  expect(read.check).toEqual(['ok']);
  for (const { name, rows } of tables) {
    expect(read.rows[name]).toEqual(rows.map((row) => row.map(shown)));
  }
}

describe.runIf(HAS_PYTHON)('a database that sqlite reads', () => {
  it('has values of all kinds', () => {
    const numbers = [0, 1, -1, 2, 127, 128, -127, -128, -129, 32767, 32768, -32769, 8388607];
    const larger = [8388608, -8388609, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32 - 1];
    const values = [...numbers, ...larger, '', 'x', 'caf\xe9', 'y'.repeat(70), Buffer.alloc(0)];
    const rows = [...values, Buffer.from([0, 255]), null].map((value) => [value, 7]);
    const tables = [{ ...keyed(rows), indexes: [] }];
    expectSame(tables, readBack([encodeDatabase(tables)])[0]!);
  });

  it('has an index in the order of its keys, then of its rows', () => {
    const texts = ['b', 'a', 'B', 'ab', 'b', '\xe9', 'a', ''].map((key) => [key, 1]);
    const numbers = [3, -5, 200, 3, 70_000, 0].map((key) => [key, 1]);
    const all = [[keyed(texts)], [keyed(numbers)]];
    const read = readBack(all.map(encodeDatabase));
    for (const [at, tables] of all.entries()) {
      expectSame(tables, read[at]!);
      expect(read[at]!.plan.join()).toContain('t_key');
    }
  });

  it('has as many rows as there are, on one page or on trees of them', () => {
    const counts = [
      ...Array.from({ length: 45 }, (_, at) => [at, 100] as const),
      // Four keys on a page of the index, above as well as in leaves.
      ...Array.from({ length: 35 }, (_, at) => [at, 960] as const),
      [1500, 12] as const,
    ];
    const all = counts.map(([count, length]) => [keyed(keys(count, length))]);
    const read = readBack(all.map(encodeDatabase));
    for (const [at, tables] of all.entries()) expectSame(tables, read[at]!);
  });

  it('has rows of any size, on pages of their own where they do not fit', () => {
    // What stays on a page has its least and its most: at 4061 in a table, at 1002 in an index, and every 4092 from 489 on.
    const edges = [489, 1002, 4061, 489 + 4092, 1002 + 4092, 4061 + 4092, 489 + 2 * 4092];
    const lengths = edges.flatMap((edge) =>
      [-12, -8, -4, -3, -2, -1, 0, 1, 2].map((d) => edge + d),
    );
    const rows = lengths.map((length, at) => [String.fromCharCode(97 + at).repeat(length), at]);
    const tables = [keyed(rows)];
    expectSame(tables, readBack([encodeDatabase(tables)])[0]!);
    const all = lengths.map((length) => [keyed([['z'.repeat(length), 1]])]);
    const read = readBack(all.map(encodeDatabase));
    for (const [at, each] of all.entries()) expectSame(each, read[at]!);
  });

  it('has tables beyond its first page', () => {
    const all = [0, 1, 14, 15, 16, 60].map((count) =>
      Array.from({ length: count }, (_, at) => ({
        ...{ name: `t${at}`, sql: `CREATE TABLE t${at} (${'x'.repeat(200)}, y)` },
        ...{ rows: [['z', at]], indexes: [] },
      })),
    );
    const read = readBack(all.map(encodeDatabase));
    for (const [at, tables] of all.entries()) {
      expectSame(tables, read[at]!);
      expect(Object.keys(read[at]!.rows).length).toBe(tables.length);
    }
  });

  it('has trees of three levels', () => {
    // A row on each page; above, 510 cells and a child without one.
    const rows = Array.from({ length: 513 }, (_, at) => [null, Buffer.alloc(2100, at)]);
    const counts = [510, 511, 512, 513];
    const all = counts.map((count) => [
      { ...{ name: 'x', sql: 'CREATE TABLE x (a, b)' }, rows: rows.slice(0, count), indexes: [] },
    ]);
    const read = readBack(all.map(encodeDatabase));
    for (const [at, tables] of all.entries()) expectSame(tables, read[at]!);
  });
});

describe('a database', () => {
  const tables = (sizes: readonly number[]): SqliteTable[] => [
    {
      name: 'Packages',
      sql: "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)",
      rows: sizes.map((size) => [null, Buffer.alloc(size, size)]),
      indexes: [],
    },
    {
      ...{ name: 'Name', sql: "CREATE TABLE 'Name' (key, hnum, idx)", indexes: [] },
      rows: sizes.map((size, at) => [`p${size}`, at + 1, 0]),
    },
  ];

  it('is the same for the same rows', () => {
    const sizes = [10, 5000, 70_000];
    expect(encodeDatabase(tables(sizes)).equals(encodeDatabase(tables(sizes)))).toBe(true);
  });

  it.each([0, 1, 50, 700])('has what is read again, of %i packages', (count) => {
    const sizes = Array.from({ length: count }, (_, at) => 1000 + 13 * at);
    const file = new RandomAccessFile('/rpmdb.sqlite', encodeDatabase(tables(sizes)));
    const blobs = [...sqliteBlobs(file)].map(({ bytes }) => bytes);
    expect(blobs.map(({ length }) => length)).toEqual(sizes);
    expect(blobs.every((blob, at) => blob.equals(Buffer.alloc(sizes[at]!, sizes[at]!)))).toBe(true);
  });
});
