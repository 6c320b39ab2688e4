import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../src/guest/architecture.ts';

describe('architectureOf', () => {
  it.each([
    ['x86_64', ['x86_64', 'amd64', 'x64']],
    ['i686', ['i386', 'i486', 'i586', 'i686']],
    ['aarch64', ['aarch64', 'arm64']],
    ['armv7l', ['armv7l', 'armv7', 'armv7hl', 'armhf', 'armv8l']],
    ['ppc64le', ['ppc64le', 'ppc64el', 'powerpc64le']],
    ['riscv64', ['riscv64']],
    ['s390x', ['s390x']],
  ])('%s in every usual spelling', (arch, spellings) => {
    expect(spellings.map(architectureOf)).toEqual(spellings.map(() => arch));
  });

  it.each(['', 'sparc64', 'x86_64 ', 'ppc64', 'mips64el'])('refuses %j', (cpu) => {
    expect(() => architectureOf(cpu)).toThrow(
      expect.objectContaining({ code: 'ARCHITECTURE_UNKNOWN' }),
    );
  });
});
