import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isPackedRiscvImage } from '../../src/kernel/riscv-image.ts';

/** A kernel image for RISC-V, or with `magic` for another architecture, that does not shrink when packed. */
export function image(magic = 'RSC\x05'): Buffer {
  const bytes = randomBytes(300_000);
  bytes.write(magic, 0x38, 'latin1');
  return bytes;
}

test('a gzipped RISC-V image is known by its first bytes', () => {
  expect(isPackedRiscvImage(gzipSync(image()).subarray(0, 65_536))).toBe(true);
});

test('a gzipped RISC-V ELF file', () => {
  const elf = Buffer.alloc(1000);
  elf.write('\x7fELF', 'latin1');
  elf.writeUInt16LE(243, 18);
  expect(isPackedRiscvImage(gzipSync(elf))).toBe(true);
  elf.writeUInt16LE(62, 18);
  expect(isPackedRiscvImage(gzipSync(elf))).toBe(false);
});

test('aarch64, unpacked, empty and damaged ones are not', () => {
  expect(isPackedRiscvImage(gzipSync(image('ARM\x64')))).toBe(false);
  expect(isPackedRiscvImage(image())).toBe(false);
  expect(isPackedRiscvImage(Buffer.alloc(0))).toBe(false);
  expect(isPackedRiscvImage(gzipSync(''))).toBe(false);
  expect(isPackedRiscvImage(Buffer.from([0x1f, 0x8b, 8, 0xff, 1, 2, 3, 4, 5, 6, 7, 8]))).toBe(
    false,
  );
});
