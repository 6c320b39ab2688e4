/** How a file of an appliance is packed. */
export type Compression = 'none' | 'gzip' | 'xz' | 'zstd' | 'lz4';

const MAGIC: readonly [Compression, string][] = [
  ['gzip', '\x1f\x8b'],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['lz4', '\x04\x22\x4d\x18'],
  // Its legacy frame, which kernels want of an initramfs.
  ['lz4', '\x02\x21\x4c\x18'],
];

/** As many bytes as {@link compressionOfHead} wants to see, if the file has them. */
export const HEAD_BYTES = 6;

/** The compression that the first bytes of a file betray. */
export function compressionOfHead(head: Buffer): Compression {
  const text = head.toString('latin1');
  return MAGIC.find(([, magic]) => text.startsWith(magic))?.[0] ?? 'none';
}
