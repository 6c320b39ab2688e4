import type { Architecture } from '../guest/architecture.ts';

/** The machines that a kernel image may say it is for. */
type Named = 'x86' | 'arm64' | 'riscv64';

/** What an image says at a place of its head. */
const SIGNATURES: readonly (readonly [at: number, text: string, name: Named])[] = [
  // Documentation/arch/x86/boot.rst
  [0x202, 'HdrS', 'x86'],
  // Documentation/arch/arm64/booting.rst
  [0x38, 'ARM\x64', 'arm64'],
  // Documentation/arch/riscv/boot-image-header.rst
  [0x38, 'RSC\x05', 'riscv64'],
];

/** A kernel for 64 bits runs programs for 32. */
const RUNS: Readonly<Record<Named, readonly Architecture[]>> = {
  x86: ['x86_64', 'i686'],
  arm64: ['aarch64', 'armv7l'],
  riscv64: ['riscv64'],
};

/**
 * What a kernel image says that it is for, undefined if it says nothing, as one that is compressed as a whole.
 *
 * @param head the first bytes of the file
 */
export function imageArchitecture(head: Buffer): Named | undefined {
  return SIGNATURES.find(
    ([at, text]) => head.toString('latin1', at, at + text.length) === text,
  )?.[2];
}

/** The same, if that is another architecture than it is wanted for. */
export function otherArchitecture(
  head: Buffer,
  wanted: Architecture | undefined,
): string | undefined {
  const named = imageArchitecture(head);
  if (named === undefined || wanted === undefined || RUNS[named].includes(wanted)) return undefined;
  return named;
}
