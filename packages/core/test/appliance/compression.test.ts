import { gzipSync } from 'node:zlib';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { describe, expect, it } from 'vitest';
import {
  type Compression,
  compressionOfHead,
  HEAD_BYTES,
} from '../../src/appliance/compression.ts';

const PACKERS: [Compression, string, ...string[]][] = [
  ['xz', 'xz', '-c'],
  ['zstd', 'zstd', '-c'],
  ['lz4', 'lz4', '-c'],
  ['lz4', 'lz4', '-c', '-l'],
];

describe('compressionOfHead', () => {
  it.each(PACKERS.filter(([, program]) => available(program, hasProgram(program))))(
    '%s, of %s %s',
    (compression, program, ...args) => {
      const packed = output(program, args, { input: 'text' });
      expect(compressionOfHead(packed.subarray(0, HEAD_BYTES))).toBe(compression);
      expect(compressionOfHead(packed.subarray(1))).toBe('none');
    },
  );

  it('gzip', () => {
    expect(compressionOfHead(gzipSync('').subarray(0, HEAD_BYTES))).toBe('gzip');
  });

  it.each(['', '\x1f', '070701', 'text', '\xfd7zX', ' \x1f\x8b'])('none: %j', (head) => {
    expect(compressionOfHead(Buffer.from(head, 'latin1'))).toBe('none');
  });
});
