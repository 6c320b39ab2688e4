import { BDB_HASH_MAGIC } from '../format/bdb.ts';
import type { RandomAccessFile } from '../format/random-access-file.ts';

export type DatabaseFormat = 'sqlite' | 'ndb' | 'bdb';

/** By the file's first bytes, never by its name. */
export function detectFormat(file: RandomAccessFile): DatabaseFormat | undefined {
  const bytes = file.read(0, Math.min(16, file.size));
  if (bytes.length < 16) return undefined;
  if (bytes.toString('latin1') === 'SQLite format 3\0') return 'sqlite';
  if (bytes.toString('latin1', 0, 4) === 'RpmP') return 'ndb';
  const isBdb =
    bytes.readUInt32LE(12) === BDB_HASH_MAGIC || bytes.readUInt32BE(12) === BDB_HASH_MAGIC;
  return isBdb ? 'bdb' : undefined;
}
