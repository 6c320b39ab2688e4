import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressionOf } from '../../src/format/compression.ts';

test.each([
  ['xz', ['-c']],
  ['zstd', ['-c']],
] as const)('recognizes what %s writes', (program, args) => {
  const { stdout } = spawnSync(program, args, { input: 'hello' });
  expect(compressionOf(stdout)).toBe(program);
});

test('recognizes the others by their golden bytes', () => {
  const of = (...bytes: number[]) => compressionOf(Uint8Array.from(bytes));
  expect(compressionOf(gzipSync('x'))).toBe('gzip');
  expect(of(0x42, 0x5a, 0x68, 0x39, 0x31, 0x41)).toBe('bzip2');
  expect(of(0x5d, 0, 0, 0x80, 0, 0xff)).toBe('lzma');
  expect(of(0x89, 0x4c, 0x5a, 0x4f, 0, 0x0d)).toBe('lzop');
  expect(of(0x02, 0x21, 0x4c, 0x18, 0, 0)).toBe('lz4');
  expect(of(0x04, 0x22, 0x4d, 0x18, 0, 0)).toBe('lz4');
  expect(of(0x30, 0x37, 0x30, 0x37, 0x30, 0x31)).toBeUndefined();
});
