import { ownEntry } from '../text/own-entry.ts';

/** What an image is for, in the names of Go: `GOOS`, `GOARCH`, and a variant where there are several. */
export interface Platform {
  architecture: string;
  os: string;
  variant?: string;
}

/** By `uname -m`. What is not here has the same name in both. */
const ARCHITECTURES: Readonly<Record<string, readonly [architecture: string, variant?: string]>> = {
  x86_64: ['amd64'],
  i386: ['386'],
  i486: ['386'],
  i586: ['386'],
  i686: ['386'],
  aarch64: ['arm64', 'v8'],
  armv5tel: ['arm', 'v5'],
  armv6l: ['arm', 'v6'],
  armv7l: ['arm', 'v7'],
  loongarch64: ['loong64'],
  mips64: ['mips64le'],
};

/** The platform of Linux on a processor, as `uname -m` spells it. */
export function platformOf(cpu: string): Platform {
  const [architecture, variant] = ownEntry(ARCHITECTURES, cpu) ?? [cpu];
  return { architecture, os: 'linux', ...(variant === undefined ? {} : { variant }) };
}
