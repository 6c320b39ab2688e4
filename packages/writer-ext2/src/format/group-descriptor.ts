export interface GroupDescriptor {
  /** Block numbers. */
  blockBitmap: number;
  inodeBitmap: number;
  inodeTable: number;
  freeBlocks: number;
  freeInodes: number;
  directories: number;
}

/** bg_flags: the unused inodes are zeros, so nobody need write them (as mke2fs leaves it). */
const INODES_ZEROED = 0x0004;

/** Writes a group descriptor: 32 bytes, which must be zero before. Checksums are ext4's and stay zero. */
export function encodeGroupDescriptor(target: Buffer, at: number, group: GroupDescriptor): void {
  target.writeUInt32LE(group.blockBitmap, at);
  target.writeUInt32LE(group.inodeBitmap, at + 4);
  target.writeUInt32LE(group.inodeTable, at + 8);
  target.writeUInt16LE(group.freeBlocks, at + 12);
  target.writeUInt16LE(group.freeInodes, at + 14);
  target.writeUInt16LE(group.directories, at + 16);
  target.writeUInt16LE(INODES_ZEROED, at + 18);
}
