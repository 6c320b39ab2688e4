import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSqlite } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { RandomAccessFile } from '../../src/format/random-access-file.ts';
import { sqliteBlobs } from '../../src/format/sqlite.ts';
import { digests } from '../fixtures/digests.ts';
import { hasProgram, run } from '../fixtures/rpm-tools.ts';

const scratch = scratchDirectory();
const path = join(scratch, 'rpmdb.sqlite');
const PAGE = 4096;
/** Around the sizes at which a row begins to overflow its page. */
const SIZES = [1, 100, 4050, 4056, 4057, 4058, 4059, 4061, 4100, 8000, 8150, 12_300, 100_000];
const BLOBS = [...SIZES, ...SIZES, ...SIZES].map((size, at) => Buffer.alloc(size, at));

function read(bytes: Buffer): string[] {
  writeFileSync(path, bytes);
  return readFile(path);
}

function readFile(name: string): string[] {
  const file = new RandomAccessFile(name);
  try {
    return digests([...sqliteBlobs(file)].map(({ bytes }) => Buffer.from(bytes)));
  } finally {
    file.close();
  }
}

/** Python's sqlite3 module is sqlite itself. */
const PYTHON = `
import sqlite3, sys
for size in (512, 1024, 4096, 65536):
    db = sqlite3.connect(sys.argv[1] + '/made-%d' % size)
    db.execute('PRAGMA page_size = %d' % size)
    db.execute('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)')
    db.execute("CREATE TABLE 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL)")
    db.execute('CREATE INDEX name_key ON Name (key)')
    for number in range(int(sys.argv[2])):
        row = bytes([number % 256]) * (number % 3 * 4000 + number * 11)
        key = db.execute('INSERT INTO Packages (blob) VALUES (?)', (row,)).lastrowid
        db.execute('INSERT INTO Name VALUES (?, ?, 0)', ('name%d' % number, key))
    db.execute('DELETE FROM Packages WHERE hnum % 7 = 0')
    db.execute('DELETE FROM Name WHERE hnum % 7 = 0')
    db.commit()
    db.close()
db = sqlite3.connect(sys.argv[1] + '/rpmdb.sqlite')
print(db.execute('PRAGMA integrity_check').fetchone()[0], db.execute('SELECT count(*), sum(length(blob)) FROM Packages').fetchone())
`;

describe('sqliteBlobs', () => {
  it('reads rows of all sizes in their order', () => {
    expect(read(encodeSqlite(BLOBS))).toEqual(digests(BLOBS));
  });

  it.runIf(hasProgram('python3'))(
    'reads what sqlite itself has written, and the other way round',
    () => {
      writeFileSync(path, encodeSqlite(BLOBS));
      const total = BLOBS.reduce((sum, { length }) => sum + length, 0);
      const said = run('python3', ['-c', PYTHON, scratch, '500']).toString().trim();
      expect(said).toBe(`ok (${BLOBS.length}, ${total})`);
      const expected = Array.from({ length: 500 }, (_, number) =>
        Buffer.alloc((number % 3) * 4000 + number * 11, number % 256),
      ).filter((_, number) => (number + 1) % 7 !== 0);
      for (const size of [512, 1024, 4096, 65_536]) {
        expect(readFile(join(scratch, `made-${size}`))).toEqual(digests(expected));
      }
    },
  );

  it.each<[string, (bytes: Buffer) => void, RegExp]>([
    ['a wrong page size', (bytes) => bytes.writeUInt16BE(1000, 16), /a page size of 1000/],
    ['too many reserved bytes', (bytes) => writeReserved(bytes), /reserved bytes a page/],
    ['fewer rows on a leaf', (bytes) => dropLastRow(bytes), /it names 39 packages and holds 38/],
    ['a tree that leads back', (bytes) => loop(bytes), /page \d+ is used twice/],
    ['a page that is none of a table', (bytes) => bytes.writeUInt8(9, 100), /none of a table/],
    ['more cells than fit', (bytes) => bytes.writeUInt16BE(4000, 103), /4000 cells on a page/],
    ['a cell beyond its page', (bytes) => bytes.writeUInt16BE(PAGE, 108), /beyond its page/],
    ['a table that is not there', (bytes) => rename(bytes), /no table Packages/],
  ])('notices %s', (_, change, message) => {
    const bytes = encodeSqlite(BLOBS);
    change(bytes);
    expect(() => read(bytes)).toThrow(message);
  });

  it('leaves texts in UTF-16 to rpm', () => {
    const bytes = encodeSqlite([]);
    bytes.writeUInt32BE(2, 56);
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'RPM_UNSUPPORTED' }));
  });
});

function writeReserved(bytes: Buffer): void {
  bytes.writeUInt16BE(512, 16);
  bytes[20] = 255;
}

/** The root of the table Packages: an interior page, the first one that has children. */
function interior(bytes: Buffer): number {
  for (let at = PAGE; at < bytes.length; at += PAGE) {
    if (bytes[at] === 5 && bytes.readUInt16BE(at + 3) > 1) return at;
  }
  throw new Error('no interior page');
}

function dropLastRow(bytes: Buffer): void {
  const root = interior(bytes);
  const leaf = (bytes.readUInt32BE(root + 8) - 1) * PAGE;
  bytes.writeUInt16BE(bytes.readUInt16BE(leaf + 3) - 1, leaf + 3);
}

function loop(bytes: Buffer): void {
  const root = interior(bytes);
  bytes.writeUInt32BE(root / PAGE + 1, root + 8);
}

function rename(bytes: Buffer): void {
  for (let at = bytes.indexOf('Packages'); at >= 0; at = bytes.indexOf('Packages', at)) {
    bytes.write('packages', at);
  }
}
