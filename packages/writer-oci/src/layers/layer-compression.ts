import { MEDIA_TYPES } from '@supermin/core/oci';
import type { CompressionMethod } from '@supermin/core/writer';
import type { Compression } from '../options.ts';

/** Gzip's level is that of gzip(1), skopeo and others: layers are sent more often than they are made. */
export const METHODS: Readonly<Record<Compression, CompressionMethod>> = {
  none: undefined,
  gzip: { gzip: 6 },
  // One thread: several layers are written at a time.
  zstd: { program: 'zstd', words: ['-q', '-c', '-3', '-T1'] },
};

export const LAYER_TYPES: Readonly<Record<Compression, string>> = {
  none: MEDIA_TYPES.layer,
  gzip: MEDIA_TYPES.gzipLayer,
  zstd: MEDIA_TYPES.zstdLayer,
};
