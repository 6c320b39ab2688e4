import type { TreeNode } from '@supermin/core/writer';
import { INODE_SIZE } from './constants.ts';
import { encodeTimestamp, type Timestamp } from './timestamp.ts';
import { storeSomeWords } from './words.ts';

export interface Inode {
  /** File type and permission bits, as in `st_mode`. */
  mode: number;
  uid: number;
  gid: number;
  /** Bytes. */
  size: number;
  links: number;
  /** 512-byte units: data, indirect blocks and the block of extended attributes. */
  sectors: number;
  /** Seconds since the epoch, with fraction. */
  mtime: number;
  /** When the inode was made: the same for all of a filesystem, so it comes encoded. */
  created: Timestamp;
  /** 15 words: 12 block numbers, the three indirect blocks; or a device number, or a short link target. */
  blocks: Uint32Array;
  /** Block of extended attributes, 0 for none. */
  attributeBlock: number;
  flags: number;
}

const OLD_SIZE = 128;

/** Words of 32 bits of an inode, by the names of Linux's `struct ext4_inode`; two fields of 16 bits share a word, the lower first. */
const WORD = {
  mode_uid: 0,
  size_lo: 1,
  atime: 2,
  ctime: 3,
  mtime: 4,
  gid_links: 6,
  sectors: 7,
  flags: 8,
  block: 10,
  file_acl_lo: 26,
  size_high: 27,
  uid_high_gid_high: 30,
  extra_isize: 32,
  ctime_extra: 33,
  mtime_extra: 34,
  atime_extra: 35,
  crtime: 36,
  crtime_extra: 37,
} as const;

/** Where the 15 words of `blocks` stand in an inode, in bytes. */
export const BLOCKS_OFFSET = 4 * WORD.block;

/** Bytes of fields behind the first 128; what is left holds extended attributes. */
const EXTRA_SIZE = 32;

/** Where the extended attributes in the inode start, and how many bytes they have. */
export const INODE_BODY_OFFSET = OLD_SIZE + EXTRA_SIZE;
export const INODE_BODY_SIZE = INODE_SIZE - INODE_BODY_OFFSET;

/** The type bits of `st_mode`. */
export const FILE_TYPE_BITS: Readonly<Record<TreeNode['type'], number>> = {
  fifo: 0o010000,
  character: 0o020000,
  directory: 0o040000,
  block: 0o060000,
  file: 0o100000,
  symlink: 0o120000,
  socket: 0o140000,
};

/** Words of an inode. */
export const INODE_WORDS = INODE_SIZE / 4;

/** Words of all these fields, up to the extended attributes. */
const FIELD_WORDS = INODE_BODY_OFFSET / 4;

/**
 * Writes an inode: 64 words of an inode table, from word `first` on, which must be zero before.
 *
 * A tree knows one time of each file. Access and change time are that one, too: what the host's own were says when a
 * package was unpacked there, and would make two builds differ. i_generation, i_version and i_dtime stay zero.
 */
export function encodeInode(words: Uint32Array, first: number, inode: Inode): void {
  const { uid, gid, size } = inode;
  const { seconds, extra } = encodeTimestamp(inode.mtime);
  words[first + WORD.mode_uid] = inode.mode | ((uid & 0xffff) << 16);
  words[first + WORD.size_lo] = size;
  words[first + WORD.atime] = seconds;
  words[first + WORD.ctime] = seconds;
  words[first + WORD.mtime] = seconds;
  words[first + WORD.gid_links] = (gid & 0xffff) | (inode.links << 16);
  words[first + WORD.sectors] = inode.sectors;
  words[first + WORD.flags] = inode.flags;
  words.set(inode.blocks, first + WORD.block);
  words[first + WORD.file_acl_lo] = inode.attributeBlock;
  words[first + WORD.size_high] = size / 2 ** 32;
  words[first + WORD.uid_high_gid_high] = (uid >>> 16) | (gid & 0xffff0000);
  words[first + WORD.extra_isize] = EXTRA_SIZE;
  words[first + WORD.ctime_extra] = extra;
  words[first + WORD.mtime_extra] = extra;
  words[first + WORD.atime_extra] = extra;
  words[first + WORD.crtime] = inode.created.seconds;
  words[first + WORD.crtime_extra] = inode.created.extra;
  storeSomeWords(words, first, FIELD_WORDS);
}
