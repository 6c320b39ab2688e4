import { machine } from 'node:os';
import { ownEntry } from '@supermin/core';

/** What rpm runs on a machine, the preferred first; `noarch` belongs to all of them. Alike in one line: equally good. */
const COMPATIBLE: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['x86_64', 'i686', 'i586', 'i486', 'i386'],
  i686: ['i686', 'i586', 'i486', 'i386'],
  aarch64: ['aarch64'],
  armv7hl: ['armv7hl', 'armv6hl'],
  ppc64le: ['ppc64le'],
  s390x: ['s390x'],
  riscv64: ['riscv64'],
  loongarch64: ['loongarch64'],
};

/** rpm's names for what `uname -m`, or Debian, calls otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  armv7l: 'armv7hl',
  armhfp: 'armv7hl',
  armhf: 'armv7hl',
  i386: 'i686',
  ppc64el: 'ppc64le',
  loong64: 'loongarch64',
};

/** An architecture in any spelling, as rpm spells it; what is not known stays as it is. */
export function rpmArchitecture(name: string = machine()): string {
  return ownEntry(ALIASES, name) ?? name;
}

export function unameOf(architecture: string): string {
  return architecture === 'armv7hl' ? 'armv7l' : architecture;
}

/** What `$basearch` stands for in addresses. */
export function baseArchitecture(architecture: string): string {
  return ownEntry({ armv7hl: 'armhfp', i686: 'i386' }, architecture) ?? architecture;
}

/** Rank of a package's architecture on a machine: 0 is best; undefined if it does not run there. */
export function architectureRank(architecture: string, of: string): number | undefined {
  if (of === 'noarch') return 0;
  const rank = (ownEntry(COMPATIBLE, architecture) ?? [architecture]).indexOf(of);
  return rank < 0 ? undefined : rank;
}

/** Names of the same colour get in each other's way: libraries of 32 and of 64 bits do not. */
export function colourOf(architecture: string): number {
  if (architecture === 'noarch') return 3;
  return /64|s390x/.test(architecture) ? 2 : 1;
}
