import type { TreeNode } from '@supermin/core';
import { INODE_SIZE } from './constants.ts';
import { encodeTimestamp, type Timestamp } from './timestamp.ts';

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

/**
 * Writes an inode: 256 bytes, which must be zero before.
 *
 * A tree knows one time of each file. Access and change time are that one, too: what the host's own were says when a
 * package was unpacked there, and would make two builds differ. i_generation, i_version and i_dtime stay zero.
 */
export function encodeInode(target: DataView, at: number, inode: Inode): void {
  const { uid, gid, size } = inode;
  const changed = encodeTimestamp(inode.mtime);
  target.setUint16(at, inode.mode, true);
  target.setUint16(at + 2, uid & 0xffff, true);
  target.setUint32(at + 4, size >>> 0, true);
  target.setUint32(at + 8, changed.seconds, true);
  target.setUint32(at + 12, changed.seconds, true);
  target.setUint32(at + 16, changed.seconds, true);
  target.setUint16(at + 24, gid & 0xffff, true);
  target.setUint16(at + 26, inode.links, true);
  target.setUint32(at + 28, inode.sectors, true);
  target.setUint32(at + 32, inode.flags, true);
  for (let index = 0; index < 15; index++) {
    const block = inode.blocks[index]!;
    if (block !== 0) target.setUint32(at + BLOCKS_OFFSET + index * 4, block, true);
  }
  target.setUint32(at + 104, inode.attributeBlock, true);
  target.setUint32(at + 108, Math.floor(size / 2 ** 32), true);
  target.setUint16(at + 120, uid >>> 16, true);
  target.setUint16(at + 122, gid >>> 16, true);
  const extra = at + OLD_SIZE;
  target.setUint16(extra, EXTRA_SIZE, true);
  target.setUint32(extra + 4, changed.extra, true);
  target.setUint32(extra + 8, changed.extra, true);
  target.setUint32(extra + 12, changed.extra, true);
  target.setUint32(extra + 16, inode.created.seconds, true);
  target.setUint32(extra + 20, inode.created.extra, true);
}
