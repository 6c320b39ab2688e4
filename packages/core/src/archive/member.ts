import type { BytePath } from '../path/byte-path.ts';

/** A member of an archive as that tells it: nothing in it has been checked, names may be anything. */
export interface ArchiveMember {
  name: BytePath;
  type: MemberType;
  linkname: BytePath;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of the file. */
  size: number;
  /** Seconds since the epoch, with fraction. */
  mtime: number;
  major: number;
  minor: number;
  /** Extended attributes by full name, a byte string. */
  xattrs: ReadonlyMap<string, Uint8Array>;
  /** Names of extended attributes whose value cannot be read. */
  lostXattrs: readonly string[];
  /** Of a sparse file: start and end (excluded) of each range that the archive has; zeros are between them. */
  dataRanges?: Float64Array;
  /**
   * `size` bytes; of a sparse file those of its ranges, one behind the other. To be read, if at all, before the next member is
   * asked for.
   */
  content: AsyncIterable<Uint8Array>;
}

export type MemberType =
  | 'file'
  /** A hard link to an earlier member. One with content (cpio has it with the last name) gives that to all its names. */
  | 'link'
  | 'symlink'
  | 'character-device'
  | 'block-device'
  | 'directory'
  | 'fifo'
  | 'socket'
  /** A file with `dataRanges`. */
  | 'sparse'
  | 'unknown';
