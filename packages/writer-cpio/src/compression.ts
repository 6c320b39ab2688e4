import { type CompressionMethod, optionChoice } from '@supermin/core/writer';
import { badCompression } from './errors.ts';

const COMPRESSIONS = ['none', 'gzip', 'zstd', 'xz'] as const;

/** What the kernel unpacks, if it was configured for it: Linux has zstd since 5.9. */
export type Compression = (typeof COMPRESSIONS)[number];

/** Gzip's level is the fastest: the next ones take half as long again for some percent. */
export const METHODS: Readonly<Record<Compression, CompressionMethod>> = {
  none: undefined,
  gzip: { gzip: 1 },
  zstd: { program: 'zstd', words: ['-q', '-c', '-3', '-T2'] },
  // The kernel's unpacker knows no other checksum.
  xz: { program: 'xz', words: ['-q', '-z', '-c', '-3', '--check=crc32', '--threads=2'] },
};

/** As in the manifest, for callers that pass plugin objects and no options. */
const DEFAULT_COMPRESSION: Compression = 'none';

/** @throws SuperminError `CPIO_COMPRESS` */
export function parseCompression(option: unknown): Compression {
  return optionChoice(option, COMPRESSIONS, DEFAULT_COMPRESSION, badCompression);
}
