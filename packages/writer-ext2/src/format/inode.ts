import type { TreeNode } from '@supermin/core';
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

/** Where the 15 words of `blocks` stand in an inode. */
export const BLOCKS_OFFSET = 40;

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
  words[first] = inode.mode | ((uid & 0xffff) << 16);
  words[first + 1] = size;
  words[first + 2] = seconds;
  words[first + 3] = seconds;
  words[first + 4] = seconds;
  words[first + 6] = (gid & 0xffff) | (inode.links << 16);
  words[first + 7] = inode.sectors;
  words[first + 8] = inode.flags;
  words.set(inode.blocks, first + BLOCKS_OFFSET / 4);
  words[first + 26] = inode.attributeBlock;
  words[first + 27] = size / 2 ** 32;
  words[first + 30] = (uid >>> 16) | (gid & 0xffff0000);
  words[first + 32] = EXTRA_SIZE;
  words[first + 33] = extra;
  words[first + 34] = extra;
  words[first + 35] = extra;
  words[first + 36] = inode.created.seconds;
  words[first + 37] = inode.created.extra;
  storeSomeWords(words, first, FIELD_WORDS);
}
