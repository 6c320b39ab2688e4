import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isPackedRiscvImage } from '../../src/kernel/riscv-image.ts';
import { riscvImage } from './fixture.ts';

test('a gzipped RISC-V image is known by its first bytes', () => {
  expect(isPackedRiscvImage(gzipSync(riscvImage()).subarray(0, 65_536))).toBe(true);
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
  expect(isPackedRiscvImage(gzipSync(riscvImage('ARM\x64')))).toBe(false);
  expect(isPackedRiscvImage(riscvImage())).toBe(false);
  expect(isPackedRiscvImage(Buffer.alloc(0))).toBe(false);
  expect(isPackedRiscvImage(gzipSync(''))).toBe(false);
  expect(isPackedRiscvImage(Buffer.from([0x1f, 0x8b, 8, 0xff, 1, 2, 3, 4, 5, 6, 7, 8]))).toBe(
    false,
  );
});
