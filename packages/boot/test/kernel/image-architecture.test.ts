import { expect, it } from 'vitest';
import type { Architecture } from '../../src/guest/architecture.ts';
import { otherArchitecture } from '../../src/kernel/image-architecture.ts';

function head(at: number, text: string): Buffer {
  const bytes = Buffer.alloc(0x1000);
  bytes.write(text, at, 'latin1');
  return bytes;
}

const X86 = head(0x202, 'HdrS');
const ARM64 = head(0x38, 'ARM\x64');
const RISCV64 = head(0x38, 'RSC\x05');

it.each<[Buffer, Architecture, string | undefined]>([
  [X86, 'x86_64', undefined],
  [X86, 'i686', undefined],
  [X86, 'aarch64', 'x86'],
  [ARM64, 'aarch64', undefined],
  [ARM64, 'armv7l', undefined],
  [ARM64, 'x86_64', 'arm64'],
  [RISCV64, 'riscv64', undefined],
  [RISCV64, 'aarch64', 'riscv64'],
])('a kernel says what it is for: %#', (image, wanted, other) => {
  expect(otherArchitecture(image, wanted)).toBe(other);
});

it('one that says nothing may be for any machine, and any may be for an unknown machine', () => {
  expect(otherArchitecture(Buffer.alloc(0x1000), 'aarch64')).toBeUndefined();
  expect(otherArchitecture(Buffer.alloc(0), 'aarch64')).toBeUndefined();
  expect(otherArchitecture(head(0x203, 'HdrS'), 'aarch64')).toBeUndefined();
  expect(otherArchitecture(X86, undefined)).toBeUndefined();
});
