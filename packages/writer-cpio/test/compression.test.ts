import { describe, expect, it } from 'vitest';
import { parseCompression } from '../src/compression.ts';

describe('parseCompression', () => {
  it.each(['none', 'gzip', 'zstd', 'xz'])('takes %s', (compression) => {
    expect(parseCompression(compression)).toBe(compression);
  });

  it('is none where nothing is said', () => {
    expect(parseCompression(undefined)).toBe('none');
  });

  it.each(['', 'gz', 'XZ', false, 9])('refuses %j, with a hint', (compression) => {
    expect(() => parseCompression(compression)).toThrow(
      expect.objectContaining({
        code: 'CPIO_COMPRESS',
        hint: 'use --compress none, gzip, zstd or xz',
      }),
    );
  });
});
