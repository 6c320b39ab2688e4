import { isSuperminError, Pacer, type SuperminError } from '@supermin/core';
import { packageDamaged } from '../errors.ts';
import { bdbBlobs } from '../format/bdb.ts';
import type { Blob } from '../format/blob.ts';
import { Header } from '../format/header.ts';
import { ndbBlobs } from '../format/ndb.ts';
import type { PackageRecord } from '../format/package-record.ts';
import type { RandomAccessFile } from '../format/random-access-file.ts';
import { sqliteBlobs } from '../format/sqlite.ts';
import { Tag } from '../format/tags.ts';
import type { DatabaseFormat } from './detect-format.ts';
import { HeaderRecord, splitStrings } from './header-record.ts';

const READERS: Record<DatabaseFormat, (file: RandomAccessFile) => Iterable<Blob>> = {
  sqlite: sqliteBlobs,
  ndb: ndbBlobs,
  bdb: bdbBlobs,
};

/** A record of the database that was passed over. */
interface SkippedRecord {
  /** What it says that it is called and provides; nothing where not even that can be told. */
  names: readonly string[];
  error: SuperminError;
}

export interface ReadRecords {
  records: readonly PackageRecord[];
  skipped: readonly SkippedRecord[];
}

/**
 * Reads a database without rpm. A header that tells its name, and of which more is not to be believed, is skipped, as rpm
 * does it.
 *
 * @throws SuperminError `RPM_DAMAGED`, `RPM_UNSUPPORTED`
 */
export async function readDirectly(
  file: RandomAccessFile,
  format: DatabaseFormat,
  signal: AbortSignal,
): Promise<ReadRecords> {
  signal.throwIfAborted();
  const pacer = new Pacer(signal);
  const records: HeaderRecord[] = [];
  const skipped: SkippedRecord[] = [];
  for (const blob of READERS[format](file)) {
    if (pacer.due()) await pacer.rest();
    const header = new Header(blob, file.path);
    const name = header.string(Tag.name);
    try {
      header.checkDigest();
      records.push(new HeaderRecord(header, file.path));
    } catch (error) {
      if (!isSuperminError(error) || !name) throw error;
      skipped.push({
        names: [name, ...provided(header)],
        error: packageDamaged(name, error),
      });
    }
  }
  return { records, skipped };
}

/** As far as it can be read. */
function provided(header: Header): string[] {
  try {
    return splitStrings(header.strings(Tag.provideName) ?? Buffer.alloc(0));
  } catch (error) {
    if (!isSuperminError(error)) throw error;
    return [];
  }
}
