import { machine } from 'node:os';

/** pacman's names and those of `uname -m`, where they differ; Debian's, for those who are used to them. */
const NAMES: readonly [pacman: string, uname: string, debian: string][] = [
  ['x86_64', 'x86_64', 'amd64'],
  ['aarch64', 'aarch64', 'arm64'],
  ['armv7h', 'armv7l', 'armhf'],
  ['i686', 'i686', 'i386'],
  ['riscv64', 'riscv64', 'riscv64'],
  ['loong64', 'loongarch64', 'loong64'],
];

/** An architecture in any spelling, as pacman spells it; what is not known stays as it is. */
export function pacmanArchitecture(name: string = machine()): string {
  return NAMES.find((names) => names.includes(name))?.[0] ?? name;
}

export function unameOf(architecture: string): string {
  // CachyOS: x86_64_v3.
  const plain = architecture.replace(/_v\d$/, '');
  return NAMES.find(([pacman]) => pacman === plain)?.[1] ?? plain;
}
