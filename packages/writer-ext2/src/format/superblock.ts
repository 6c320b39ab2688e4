import type { BytePath } from '@supermin/core';
import { BLOCK_SIZE, BLOCKS_PER_GROUP, FIRST_INODE, INODE_SIZE } from './constants.ts';

export interface Superblock {
  inodes: number;
  blocks: number;
  /** Blocks that only root may take. */
  reservedBlocks: number;
  freeBlocks: number;
  freeInodes: number;
  inodesPerGroup: number;
  /** Blocks kept behind the group descriptors for `resize2fs` to grow into. */
  reservedDescriptorBlocks: number;
  /** Blocks that hold the filesystem's own structures: what `df` leaves out of the size. */
  overheadBlocks: number;
  /** 16 bytes. */
  uuid: Uint8Array;
  /** 16 bytes: the key of the directory hash. */
  hashSeed: Uint8Array;
  /** Seconds since the epoch, 32 bits: when the filesystem was made and checked. */
  time: number;
  /** Where the filesystem belongs: `s_last_mounted`, at most 63 bytes. Default: it does not say. */
  mountPoint?: BytePath;
  /** The group in which this copy lies. */
  group: number;
}

const COMPATIBLE = {
  extendedAttributes: 0x0008,
  resizeInode: 0x0010,
  directoryIndex: 0x0020,
} as const;
const LAST_MOUNTED_SIZE = 64;
const INCOMPATIBLE_FILETYPE = 0x0002;
const READ_ONLY_COMPATIBLE = { sparseSuper: 0x0001, largeFile: 0x0002 } as const;

/**
 * Writes a superblock: 1,024 bytes, which must be zero before. The fields and their values are those that
 * `mke2fs -t ext2` gives.
 *
 * Left zero on purpose:
 * - s_wtime, s_mtime: never written, never mounted. e2fsck takes a time in the future for damage, and which time is
 *   in the future is not known without a clock;
 * - s_mnt_count, s_checkinterval: no checks by count or by age;
 * - s_volume_name: none;
 * - s_journal_*, s_desc_size, s_log_groups_per_flex, s_checksum: features that ext2 does not have.
 */
export function encodeSuperblock(target: Buffer, at: number, superblock: Superblock): void {
  encodeSizes(target, at, superblock);
  encodeState(target, at, superblock);
  encodeFeatures(target, at);
  target.set(superblock.uuid, at + 0x68);
  target.write(superblock.mountPoint ?? '', at + 0x88, LAST_MOUNTED_SIZE - 1, 'latin1');
  target.writeUInt16LE(superblock.reservedDescriptorBlocks, at + 0xce);
  target.set(superblock.hashSeed, at + 0xec);
  target.writeUInt8(1, at + 0xfc); // s_def_hash_version: half MD4
  target.writeUInt32LE(0x0004 | 0x0008, at + 0x100); // s_default_mount_opts: user_xattr, acl
  target.writeUInt32LE(superblock.time, at + 0x108); // s_mkfs_time
  target.writeUInt16LE(INODE_SIZE - 128 - 96, at + 0x15c); // s_min_extra_isize
  target.writeUInt16LE(INODE_SIZE - 128 - 96, at + 0x15e); // s_want_extra_isize
  // s_flags: directory hashes take bytes as signed, the same on every architecture.
  target.writeUInt32LE(0x0001, at + 0x160);
  target.writeUInt32LE(superblock.overheadBlocks, at + 0x248);
}

/** How much there is of everything, and how much of it is free. */
function encodeSizes(target: Buffer, at: number, superblock: Superblock): void {
  target.writeUInt32LE(superblock.inodes, at + 0x00);
  target.writeUInt32LE(superblock.blocks, at + 0x04);
  target.writeUInt32LE(superblock.reservedBlocks, at + 0x08);
  target.writeUInt32LE(superblock.freeBlocks, at + 0x0c);
  target.writeUInt32LE(superblock.freeInodes, at + 0x10);
  // 0x14 s_first_data_block: 0 for blocks above 1 KiB.
  const sizeShift = Math.log2(BLOCK_SIZE / 1024);
  target.writeUInt32LE(sizeShift, at + 0x18);
  target.writeUInt32LE(sizeShift, at + 0x1c);
  target.writeUInt32LE(BLOCKS_PER_GROUP, at + 0x20);
  target.writeUInt32LE(BLOCKS_PER_GROUP, at + 0x24);
  target.writeUInt32LE(superblock.inodesPerGroup, at + 0x28);
}

/** Which copy this is, and that all is well. */
function encodeState(target: Buffer, at: number, { group, time }: Superblock): void {
  target.writeInt16LE(-1, at + 0x36); // s_max_mnt_count: no limit
  target.writeUInt16LE(0xef53, at + 0x38);
  // s_state: clean, but a copy that is ever needed says that the filesystem wants checking (as mke2fs leaves them).
  target.writeUInt16LE(group === 0 ? 1 : 0, at + 0x3a);
  target.writeUInt16LE(1, at + 0x3c); // s_errors: carry on
  target.writeUInt32LE(time, at + 0x40); // s_lastcheck
  // 16 bits for up to 131,072 groups: mke2fs cuts the number off, too.
  target.writeUInt16LE(group & 0xffff, at + 0x5a);
}

function encodeFeatures(target: Buffer, at: number): void {
  target.writeUInt32LE(1, at + 0x4c); // s_rev_level: dynamic inode sizes
  target.writeUInt32LE(FIRST_INODE, at + 0x54);
  target.writeUInt16LE(INODE_SIZE, at + 0x58);
  target.writeUInt32LE(
    COMPATIBLE.extendedAttributes | COMPATIBLE.resizeInode | COMPATIBLE.directoryIndex,
    at + 0x5c,
  );
  target.writeUInt32LE(INCOMPATIBLE_FILETYPE, at + 0x60);
  target.writeUInt32LE(
    READ_ONLY_COMPATIBLE.sparseSuper | READ_ONLY_COMPATIBLE.largeFile,
    at + 0x64,
  );
}
