import type { BytePath } from '@supermin/core';
import { type Content, readContent } from '@supermin/core/writer';

/**
 * What the superblock of an ext2, ext3 or ext4 filesystem says (Linux, Documentation/filesystems/ext4/super.rst):
 *
 *     0x404  u32       blocks
 *     0x418  u32       a block is 1024 bytes, shifted by this
 *     0x438  u16       0xef53
 *     0x468  16 bytes  UUID
 *     0x488  64 bytes  where it was last mounted
 */
export interface ExtSuperblock {
  /** As `blkid` spells it; all zeros if the filesystem has none. */
  uuid: string;
  /** Empty if it was never mounted. */
  lastMounted: BytePath;
  /** Bytes. Linux does not mount it from less; of 2^32 blocks and more only the rest is counted. */
  size: number;
}

const SUPERBLOCK = 0x400;
const SIZE = 0x100;
const BLOCKS = 0x4;
const BLOCK_SHIFT = 0x18;
const MAGIC = { at: 0x38, value: 0xef53 };
const UUID = { at: 0x68, length: 16 };
const MOUNTED = { at: 0x88, length: 64 };

/** @returns undefined for what is no such filesystem */
export function readExtSuperblock(image: Content): ExtSuperblock | undefined {
  const bytes = readContent(image, SUPERBLOCK, SIZE);
  if (bytes.length !== SIZE || bytes.readUInt16LE(MAGIC.at) !== MAGIC.value) return undefined;
  const hex = bytes.toString('hex', UUID.at, UUID.at + UUID.length);
  const mounted = bytes.toString('latin1', MOUNTED.at, MOUNTED.at + MOUNTED.length);
  return {
    uuid: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    lastMounted: mounted.split('\0')[0]!,
    size: bytes.readUInt32LE(BLOCKS) * 1024 * 2 ** bytes.readUInt32LE(BLOCK_SHIFT),
  };
}
