/*
 * The parts of a qcow2 file, version 3: https://www.qemu.org/docs/master/interop/qcow2.html. All numbers are big-endian.
 *
 *     header │ refcount table ─► refcount blocks │ L1 table ─► L2 tables ─► data
 *
 * Deliberately left out: backing files, snapshots, encryption, and every feature bit. Clusters have 64 KB, as qemu-img makes them.
 */

export const CLUSTER_BITS = 16;
export const CLUSTER_SIZE = 1 << CLUSTER_BITS;

/** Entries of 8 bytes in a cluster: of the tables of L1, L2 and refcount blocks. */
export const ENTRIES = CLUSTER_SIZE / 8;

/** Reference counts have 16 bits: as a power of two, and so many in a cluster. */
const REFCOUNT_ORDER = 4;
export const REFCOUNTS = CLUSTER_SIZE / 2;

const MAGIC = 'QFI\xfb';
const VERSION = 3;
const HEADER_LENGTH = 104;

/** Bits of the upper half of an L1 or L2 entry: the reference count is exactly one; the cluster is compressed. */
export const COPIED = 0x8000_0000;
export const COMPRESSED = 0x4000_0000;

/** The descriptor of a compressed cluster: bytes of its offset, then the number of further sectors. */
const COMPRESSED_OFFSET_BITS = 62 - (CLUSTER_BITS - 8);
const SECTOR = 512;

export interface HeaderFields {
  /** Bytes of the disk, a multiple of 512. */
  size: number;
  l1Entries: number;
  l1Offset: number;
  refcountTableOffset: number;
  refcountTableClusters: number;
}

/** Zeros follow it: the end of its extensions, of which there are none. */
export function encodeHeader(fields: HeaderFields, target: Buffer, at: number): void {
  target.write(MAGIC, at, 'latin1');
  target.writeUInt32BE(VERSION, at + 4);
  target.writeUInt32BE(CLUSTER_BITS, at + 20);
  encodeOffset(fields.size, 0, target, at + 24);
  target.writeUInt32BE(fields.l1Entries, at + 36);
  encodeOffset(fields.l1Offset, 0, target, at + 40);
  encodeOffset(fields.refcountTableOffset, 0, target, at + 48);
  target.writeUInt32BE(fields.refcountTableClusters, at + 56);
  target.writeUInt32BE(REFCOUNT_ORDER, at + 96);
  target.writeUInt32BE(HEADER_LENGTH, at + 100);
}

/** An entry of a table. @param flags of its upper half */
export function encodeOffset(offset: number, flags: number, target: Buffer, at: number): void {
  target.writeUInt32BE((Math.floor(offset / 2 ** 32) | flags) >>> 0, at);
  target.writeUInt32BE(offset % 2 ** 32, at + 4);
}

/** The upper half of the entry of a compressed cluster, whose lower half is the lower half of its offset. */
export function compressedUpperHalf(offset: number, length: number): number {
  const sectors = Math.floor((offset + length - 1) / SECTOR) - Math.floor(offset / SECTOR);
  const shift = COMPRESSED_OFFSET_BITS - 32;
  return (COMPRESSED | (sectors << shift) | Math.floor(offset / 2 ** 32)) >>> 0;
}
