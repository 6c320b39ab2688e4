import { expect, test } from 'vitest';
import { debianKernelPackage, namesArchitecture } from '../../src/kernel/architecture.ts';

test.each([
  ['vmlinuz-6.1.0-18-amd64', 'x86_64'],
  ['vmlinuz-6.1.0-18-x86_64', 'x86_64'],
  ['vmlinuz-6.1.0-18-amd64', 'amd64'],
  ['vmlinuz-6.1.0-18-arm64', 'aarch64'],
  ['vmlinuz-6.1.0-18-aarch64', 'arm64'],
  ['vmlinuz-6.1.0-18-i586', 'i686'],
  ['vmlinuz-6.1.0-18-armmp', 'armv7l'],
  ['vmlinuz-6.1.0-18-armv7hl', 'armv7l'],
  ['vmlinux-6.1.0-18-powerpc64le', 'ppc64le'],
  ['vmlinux-6.1.0-18-ppc64el', 'ppc64le'],
  ['vmlinux-6.1.0-18-4kc-malta', 'mips'],
  ['vmlinux-6.1.0-18-hppa', 'parisc64'],
  ['vmlinux-6.1.0-18-s390x', 's390x'],
  ['vmlinux-6.1.0-18-riscv64', 'riscv64'],
])('%s is for %s', (name, cpu) => {
  expect(namesArchitecture(name, cpu)).toBe(true);
});

test.each([
  ['vmlinuz-6.1.0-18-arm64', 'x86_64'],
  ['vmlinuz-6.1.0-18-amd64', 'i686'],
  ['vmlinuz-6.1.0-18-amd64.old', 'x86_64'],
  ['vmlinuz-amd64', 'x86_64'],
  ['System.map-6.1.0-18-amd64', 'x86_64'],
  ['vmlinuz-6.1.0-18-armmp', 'aarch64'],
])('%s is not for %s, by its name', (name, cpu) => {
  expect(namesArchitecture(name, cpu)).toBe(false);
});

test("Debian's package with a kernel", () => {
  const packages = ['x86_64', 'aarch64', 'i686', 'armv7l', 'ppc64le', 's390x'].map(
    debianKernelPackage,
  );
  expect(packages).toEqual([
    'linux-image-cloud-amd64',
    'linux-image-cloud-arm64',
    'linux-image-686-pae',
    'linux-image-armmp',
    'linux-image-powerpc64le',
    'linux-image-s390x',
  ]);
});
