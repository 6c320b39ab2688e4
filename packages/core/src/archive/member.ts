import type { BytePath } from '../path/byte-path.ts';

/** A member of an archive as that tells it: nothing in it has been checked, names may be anything. */
export interface ArchiveMember {
  name: BytePath;
  type: MemberType;
  linkname: BytePath;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of content. */
  size: number;
  /** Seconds since the epoch, with fraction. */
  mtime: number;
  major: number;
  minor: number;
  /** Extended attributes by full name. */
  xattrs: ReadonlyMap<string, Uint8Array>;
  /** Names of extended attributes whose value the reader could not hand on. */
  lostXattrs: readonly string[];
  /** `size` bytes. To be read, if at all, before the next member is asked for. */
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
  /** A file of a tar archive with a map of its holes in front of it. */
  | 'sparse'
  | 'unknown';
