import type { BytePath } from '@supermin/core';
import { Pacer } from '@supermin/core';
import { bdbBlobs } from '../format/bdb.ts';
import type { Blob } from '../format/blob.ts';
import { Header } from '../format/header.ts';
import { ndbBlobs } from '../format/ndb.ts';
import type { RandomAccessFile } from '../format/random-access-file.ts';
import { sqliteBlobs } from '../format/sqlite.ts';
import type { DatabaseFormat } from './detect-format.ts';
import { HeaderRecord } from './header-record.ts';

const READERS: Record<DatabaseFormat, (file: RandomAccessFile) => Iterable<Blob>> = {
  sqlite: sqliteBlobs,
  ndb: ndbBlobs,
  bdb: bdbBlobs,
};

/**
 * Reads a database without rpm.
 *
 * @throws SuperminError `RPM_DAMAGED`, `RPM_UNSUPPORTED`
 */
export async function readDirectly(
  file: RandomAccessFile,
  format: DatabaseFormat,
  signal: AbortSignal,
): Promise<HeaderRecord[]> {
  const path: BytePath = file.path;
  signal.throwIfAborted();
  const pacer = new Pacer(signal);
  const records: HeaderRecord[] = [];
  for (const blob of READERS[format](file)) {
    if (pacer.due()) await pacer.rest();
    records.push(new HeaderRecord(new Header(blob, path), path));
  }
  return records;
}
