import type { TreeNode } from '@supermin/core';
import { INODE_SIZE } from './constants.ts';
import { encodeTimestamp } from './timestamp.ts';

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
  /** When the inode was made, likewise. */
  creationTime: number;
  /** 15 words: 12 block numbers, the three indirect blocks; or a device number, or a short link target. */
  blocks: Uint32Array;
  /** Block of extended attributes, 0 for none. */
  attributeBlock: number;
  flags: number;
}

const OLD_SIZE = 128;
/** Bytes of fields behind the first 128; what is left holds extended attributes. */
const EXTRA_SIZE = 32;

/** Where the extended attributes in the inode start, and how many bytes they have. */
export const INODE_BODY_OFFSET = OLD_SIZE + EXTRA_SIZE;
export const INODE_BODY_SIZE = INODE_SIZE - INODE_BODY_OFFSET;

/** i_flags: the directory has a hash index. */
export const INDEX_FLAG = 0x1000;

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
export function encodeInode(target: Buffer, at: number, inode: Inode): void {
  const changed = encodeTimestamp(inode.mtime);
  target.writeUInt16LE(inode.mode, at);
  target.writeUInt16LE(inode.uid & 0xffff, at + 2);
  target.writeUInt32LE(inode.size >>> 0, at + 4);
  target.writeUInt32LE(changed.seconds, at + 8);
  target.writeUInt32LE(changed.seconds, at + 12);
  target.writeUInt32LE(changed.seconds, at + 16);
  target.writeUInt16LE(inode.gid & 0xffff, at + 24);
  target.writeUInt16LE(inode.links, at + 26);
  target.writeUInt32LE(inode.sectors, at + 28);
  target.writeUInt32LE(inode.flags, at + 32);
  for (let index = 0; index < 15; index++) {
    const block = inode.blocks[index]!;
    if (block !== 0) target.writeUInt32LE(block, at + 40 + index * 4);
  }
  target.writeUInt32LE(inode.attributeBlock, at + 104);
  target.writeUInt32LE(Math.floor(inode.size / 2 ** 32), at + 108);
  target.writeUInt16LE(Math.floor(inode.uid / 2 ** 16) & 0xffff, at + 120);
  target.writeUInt16LE(Math.floor(inode.gid / 2 ** 16) & 0xffff, at + 122);
  target.writeUInt16LE(EXTRA_SIZE, at + OLD_SIZE);
  target.writeUInt32LE(changed.extra, at + OLD_SIZE + 4);
  target.writeUInt32LE(changed.extra, at + OLD_SIZE + 8);
  target.writeUInt32LE(changed.extra, at + OLD_SIZE + 12);
  const made = encodeTimestamp(inode.creationTime);
  target.writeUInt32LE(made.seconds, at + OLD_SIZE + 16);
  target.writeUInt32LE(made.extra, at + OLD_SIZE + 20);
}
