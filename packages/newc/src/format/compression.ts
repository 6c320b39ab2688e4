export type Compression = 'gzip' | 'bzip2' | 'lzma' | 'xz' | 'lzop' | 'lz4' | 'zstd';

/** First bytes of what the kernel unpacks as an initramfs; lz4 in its legacy frame, as `lz4 -l` writes it, too. */
const MAGIC: readonly [Compression, string][] = [
  ['gzip', '\x1f\x8b'],
  ['bzip2', 'BZh'],
  ['lzma', '\x5d\x00\x00'],
  ['xz', '\xfd7zXZ\x00'],
  ['lzop', '\x89LZO\x00\x0d'],
  ['lz4', '\x02\x21\x4c\x18'],
  ['lz4', '\x04\x22\x4d\x18'],
  ['zstd', '\x28\xb5\x2f\xfd'],
];

/** The compression that the first six bytes betray. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const text = String.fromCharCode(...head.subarray(0, 6));
  return MAGIC.find(([, magic]) => text.startsWith(magic))?.[0];
}
