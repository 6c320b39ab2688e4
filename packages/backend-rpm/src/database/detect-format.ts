import { BDB_BTREE_MAGIC, BDB_HASH_MAGIC } from '../format/bdb.ts';
import type { RandomAccessFile } from '../format/random-access-file.ts';

/** Those that can be read. */
export type DatabaseFormat = 'sqlite' | 'ndb' | 'bdb';

/** By the file's first bytes, never by its name. */
export function detectFormat(file: RandomAccessFile): DatabaseFormat | 'btree' | undefined {
  const bytes = file.read(0, Math.min(16, file.size));
  if (bytes.length < 16) return undefined;
  if (bytes.toString('latin1') === 'SQLite format 3\0') return 'sqlite';
  if (bytes.toString('latin1', 0, 4) === 'RpmP') return 'ndb';
  const magic = [bytes.readUInt32LE(12), bytes.readUInt32BE(12)];
  if (magic.includes(BDB_HASH_MAGIC)) return 'bdb';
  return magic.includes(BDB_BTREE_MAGIC) ? 'btree' : undefined;
}
