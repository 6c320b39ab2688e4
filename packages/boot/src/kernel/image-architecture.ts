import type { Architecture } from '../guest/architecture.ts';

/** What an image says at a place of its head, and the machines that it is for. */
const SIGNATURES: readonly (readonly [
  at: number,
  text: string,
  name: string,
  machines: readonly Architecture[],
])[] = [
  // Documentation/arch/x86/boot.rst; a kernel for 64 bits runs programs for 32.
  [0x202, 'HdrS', 'x86', ['x86_64', 'i686']],
  // Documentation/arch/arm64/booting.rst
  [0x38, 'ARM\x64', 'arm64', ['aarch64', 'armv7l']],
  // Documentation/arch/riscv/boot-image-header.rst
  [0x38, 'RSC\x05', 'riscv64', ['riscv64']],
];

/**
 * The architecture that a kernel image says it is for, if that is another one than it is wanted for. One that is
 * compressed as a whole says nothing.
 *
 * @param head the first bytes of the file
 */
export function otherArchitecture(
  head: Buffer,
  wanted: Architecture | undefined,
): string | undefined {
  if (wanted === undefined) return undefined;
  const said = SIGNATURES.find(
    ([at, text]) => head.toString('latin1', at, at + text.length) === text,
  );
  if (said === undefined) return undefined;
  const [, , name, machines] = said;
  return machines.includes(wanted) ? undefined : name;
}
