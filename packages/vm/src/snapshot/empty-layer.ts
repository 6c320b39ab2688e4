/*
 * A qcow2 file, version 3, in which nothing has been written yet: https://www.qemu.org/docs/master/interop/qcow2.html. Numbers are
 * big-endian; a cluster has 64 KiB.
 *
 *     header │ refcount table │ refcount block │ L1 table, all zeros: each byte is the image's below
 *
 * Deliberately left out: the name of the image below. Whoever opens the file says what it is, and the guest cannot.
 */

const CLUSTER_BITS = 16;
const CLUSTER = 1 << CLUSTER_BITS;
const HEADER_LENGTH = 104;
/** Reference counts have 2^4 bits. */
const REFCOUNT_ORDER = 4;

/** Bytes of the disk that one entry of the L1 table stands for: an L2 table of 8-byte entries, a cluster each. */
const L1_REACH = (CLUSTER / 8) * CLUSTER;

/**
 * @param size bytes of the disk, a multiple of 512
 * @returns the whole file
 */
export function encodeEmptyLayer(size: number): Buffer {
  const l1Entries = Math.max(1, Math.ceil(size / L1_REACH));
  const l1Clusters = Math.ceil((l1Entries * 8) / CLUSTER);
  const file = Buffer.alloc((3 + l1Clusters) * CLUSTER);
  file.write('QFI\xfb', 0, 'latin1');
  file.writeUInt32BE(3, 4);
  file.writeUInt32BE(CLUSTER_BITS, 20);
  file.writeBigUInt64BE(BigInt(size), 24);
  file.writeUInt32BE(l1Entries, 36);
  file.writeBigUInt64BE(BigInt(3 * CLUSTER), 40);
  file.writeBigUInt64BE(BigInt(CLUSTER), 48);
  file.writeUInt32BE(1, 56);
  file.writeUInt32BE(REFCOUNT_ORDER, 96);
  file.writeUInt32BE(HEADER_LENGTH, 100);
  file.writeBigUInt64BE(BigInt(2 * CLUSTER), CLUSTER);
  for (let cluster = 0; cluster < 3 + l1Clusters; cluster++) {
    file.writeUInt16BE(1, 2 * CLUSTER + 2 * cluster);
  }
  return file;
}
