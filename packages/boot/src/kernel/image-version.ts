import { imageArchitecture } from './image-architecture.ts';

/**
 * The version that an x86 kernel image tells of itself, see the kernel's Documentation/arch/x86/boot.rst:
 *
 *     0x1fe  55 aa
 *     0x202  'HdrS'
 *     0x20e  u16  offset of the version text, less 0x200
 *
 * The text reads `6.1.0-18-amd64 (builder@host) #1 SMP ...`: its first word is what `uname -r` says.
 */
const BOOT_FLAG = 0x1fe;
const POINTER = 0x20e;
const BASE = 0x200;
/** `struct utsname` has 65 bytes for it. */
const LONGEST_VERSION = 64;

/** Enough of the file for {@link imageVersion}: the pointer reaches no further. */
export const VERSION_READ_SIZE = BASE + 0xffff + LONGEST_VERSION + 1;

/** @param head the first bytes of the file, fewer where it is shorter */
export function imageVersion(head: Buffer): string | undefined {
  if (head.length < POINTER + 2 || head.readUInt16LE(BOOT_FLAG) !== 0xaa55) return undefined;
  if (imageArchitecture(head) !== 'x86') return undefined;
  const pointer = head.readUInt16LE(POINTER);
  if (pointer === 0) return undefined;
  const start = BASE + pointer;
  const text = head.toString('latin1', start, start + LONGEST_VERSION + 1);
  const version = /^[^\s\0]+(?=[\s\0])/.exec(text)?.[0];
  return version !== undefined && isVersion(version) ? version : undefined;
}

/** True for what can be the name of a directory below `/lib/modules`. */
export function isVersion(text: string): boolean {
  return /^[\x21-\x2e\x30-\x7e]{1,64}$/.test(text) && text !== '.' && text !== '..';
}
