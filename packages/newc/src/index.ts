export {
  type ArchiveEntry,
  type CompressedRest,
  NewcArchive,
} from './decode/archive.ts';
export { type NewcEvent, type NewcHeader, NewcParser } from './decode/parser.ts';
export { type MemoryArchive, type MemoryEntry, readArchive } from './decode/read-archive.ts';
export { type ArchiveMember, encodeArchive } from './encode/encode-archive.ts';
export { type EncoderOptions, NewcEncoder, type NewcEntry, type Sink } from './encode/encoder.ts';
export { type EntryType, entryType } from './entry.ts';
export { NewcError } from './errors.ts';
export type { Compression } from './format/compression.ts';
