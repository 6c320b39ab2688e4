import { type BytePath, joinPath, type LayeredPackage, type RootNodes } from '@supermin/core';
import type { FileNode } from '@supermin/core/writer';
import { DIRECTORIES } from '../../database/locations.ts';
import { Header } from '../../format/header.ts';
import { Tag } from '../../format/tags.ts';
import type { RpmNotes } from '../unpack/notes.ts';
import { ownedNodes } from './accounts.ts';
import { indexTables } from './index-tables.ts';
import { encodeDatabase, type SqliteTable } from './sqlite/encode-database.ts';
import { storedHeader } from './stored-header.ts';

const FILE = 'rpmdb.sqlite';

/** rpm's database for packages that were unpacked, as rpm ≥ 4.16 has it, and the owners of their files. */
export function rootNodes(packages: readonly LayeredPackage[]): RootNodes {
  const newest = packages.reduce((latest, each) => Math.max(latest, each.newest), 0);
  const transaction = Math.floor(newest);
  const blobs = packages.map(({ notes }) => {
    const own = notes as unknown as RpmNotes;
    const time = builtAt(own) ?? transaction;
    return storedHeader(own, { time, transaction });
  });
  const bytes = encodeDatabase(tablesOf(blobs));
  const database: FileNode = {
    ...{ type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: transaction },
    ...{ size: bytes.length, content: { kind: 'bytes', bytes } },
  };
  return {
    below: new Map(),
    // All that rpm may have its database in, and what lies beside a file of sqlite's is part of it (`-wal`, `-journal`).
    emptied: DIRECTORIES,
    above: new Map([[joinPath(databaseDirectory(packages), FILE), database]]),
    changed: ownedNodes(packages),
  };
}

function builtAt({ header }: RpmNotes): number | undefined {
  const bytes = Buffer.from(header, 'base64');
  return new Header({ bytes, offset: 0 }, 'header').numbers(Tag.buildTime)?.[0];
}

function tablesOf(blobs: readonly Buffer[]): SqliteTable[] {
  const headers = blobs.map((bytes) => new Header({ bytes, offset: 0 }, 'header'));
  return [
    {
      name: 'Packages',
      sql: "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)",
      rows: blobs.map((blob) => [null, blob]),
      indexes: [],
    },
    {
      name: 'sqlite_sequence',
      sql: 'CREATE TABLE sqlite_sequence(name,seq)',
      rows: [['Packages', blobs.length]],
      indexes: [],
    },
    ...indexTables(headers),
  ];
}

/** Directory of the database: where a package has it; else where it is today. */
export function databaseDirectory(packages: readonly LayeredPackage[]): BytePath {
  const found = DIRECTORIES.find((path) =>
    packages.some((each) => each.node(path)?.type === 'directory'),
  );
  return found ?? DIRECTORIES[0]!;
}
