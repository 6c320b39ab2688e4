import { optionChoice } from '@supermin/core/writer';
import { badCompression } from './errors.ts';

const COMPRESSIONS = ['none', 'gzip', 'zstd', 'xz'] as const;

/** What the kernel unpacks, if it was configured for it: Linux has zstd since 5.9. */
export type Compression = (typeof COMPRESSIONS)[number];

/** As in the manifest, for callers that pass plugin objects and no options. */
const DEFAULT_COMPRESSION: Compression = 'none';

/** @throws SuperminError `CPIO_COMPRESS` */
export function parseCompression(option: unknown): Compression {
  return optionChoice(option, COMPRESSIONS, DEFAULT_COMPRESSION, badCompression);
}
