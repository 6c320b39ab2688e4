import { machine } from 'node:os';

/** dpkg's names and those of `uname -m`. */
const NAMES: readonly [dpkg: string, uname: string][] = [
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['armhf', 'armv7l'],
  ['armel', 'armv5tel'],
  ['i386', 'i686'],
  ['ppc64el', 'ppc64le'],
  ['riscv64', 'riscv64'],
  ['s390x', 's390x'],
  ['loong64', 'loongarch64'],
];

/** An architecture in either spelling, as dpkg spells it; what is not known stays as it is. */
export function debianArchitecture(name: string = machine()): string {
  return NAMES.find((names) => names.includes(name))?.[0] ?? name;
}

export function unameOf(architecture: string): string {
  return NAMES.find(([dpkg]) => dpkg === architecture)?.[1] ?? architecture;
}
