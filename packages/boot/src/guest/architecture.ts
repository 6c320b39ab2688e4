import { unknownArchitecture } from '../errors/guest-init.ts';

/** The architectures that a guest may have, as `uname -m` spells them. */
export type Architecture =
  | 'x86_64'
  | 'i686'
  | 'aarch64'
  | 'armv7l'
  | 'ppc64le'
  | 'riscv64'
  | 's390x';

/** The other spellings: Debian's, Go's, QEMU's, `linux32 uname -m`'s. */
const SPELLINGS: readonly (readonly [RegExp, Architecture])[] = [
  [/^(x86_64|x86-64|amd64|x64)$/, 'x86_64'],
  [/^(i[3-6]86|ia32|x86)$/, 'i686'],
  [/^(aarch64|arm64)$/, 'aarch64'],
  [/^(armv[78]l?|armv7.*|armhf|arm)$/, 'armv7l'],
  [/^(ppc64le|ppc64el|powerpc64le)$/, 'ppc64le'],
  [/^(riscv64|riscv64gc)$/, 'riscv64'],
  [/^s390x$/, 's390x'],
];

/** Undefined for a word that is none of them. */
export function findArchitecture(cpu: string): Architecture | undefined {
  return SPELLINGS.find(([pattern]) => pattern.test(cpu))?.[1];
}

/** @throws SuperminError `ARCHITECTURE_UNKNOWN` */
export function architectureOf(cpu: string): Architecture {
  const found = findArchitecture(cpu);
  if (found === undefined) throw unknownArchitecture(cpu);
  return found;
}
