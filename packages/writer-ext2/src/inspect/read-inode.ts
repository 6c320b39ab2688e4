import type { TreeNode } from '@supermin/core/writer';
import { BLOCKS_OFFSET, FILE_TYPE_BITS } from '../format/inode.ts';

/** An inode as it is found, its numbers decoded; see the encoder, `format/inode.ts`. */
export interface FoundInode {
  /** Undefined for a kind of file that Linux does not have, and for an inode that is not in use. */
  type: TreeNode['type'] | undefined;
  mode: number;
  uid: number;
  gid: number;
  size: number;
  links: number;
  mtime: number;
  flags: number;
  /** The 60 bytes of block pointers, an extent tree, a device number or a short link target. */
  pointers: Buffer;
  attributeBlock: number;
}

const OLD_SIZE = 128;
const EXTRA_MTIME = 0x88;

const TYPES = new Map(Object.entries(FILE_TYPE_BITS).map(([type, bits]) => [bits, type]));

export function readInode(bytes: Buffer): FoundInode {
  const mode = bytes.readUInt16LE(0);
  return {
    type: TYPES.get(mode & 0o170000) as TreeNode['type'] | undefined,
    mode: mode & 0o7777,
    uid: bytes.readUInt16LE(2) + bytes.readUInt16LE(0x78) * 2 ** 16,
    gid: bytes.readUInt16LE(0x18) + bytes.readUInt16LE(0x7a) * 2 ** 16,
    size: bytes.readUInt32LE(4) + bytes.readUInt32LE(0x6c) * 2 ** 32,
    links: bytes.readUInt16LE(0x1a),
    mtime: timeOf(bytes),
    flags: bytes.readUInt32LE(0x20),
    pointers: bytes.subarray(BLOCKS_OFFSET, BLOCKS_OFFSET + 60),
    attributeBlock: bytes.readUInt32LE(0x68) + bytes.readUInt16LE(0x76) * 2 ** 32,
  };
}

/** The signed 32 bits of old, and of a larger inode two more bits and the nanoseconds. */
function timeOf(bytes: Buffer): number {
  const seconds = bytes.readInt32LE(0x10);
  if (bytes.length <= OLD_SIZE || bytes.readUInt16LE(OLD_SIZE) < EXTRA_MTIME + 4 - OLD_SIZE) {
    return seconds;
  }
  const extra = bytes.readUInt32LE(EXTRA_MTIME);
  return seconds + (extra & 3) * 2 ** 32 + (extra >>> 2) / 1e9;
}

/** The first two block pointers of a device node: see `format/device-number.ts`. */
export function readDeviceNumber(pointers: Buffer): { major: number; minor: number } {
  const old = pointers.readUInt32LE(0);
  if (old !== 0) return { major: (old >>> 8) & 0xff, minor: old & 0xff };
  const wide = pointers.readUInt32LE(4);
  return { major: (wide >>> 8) & 0xfff, minor: (wide & 0xff) | ((wide >>> 12) & 0xfff00) };
}
