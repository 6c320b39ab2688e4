import type { BytePath } from '@supermin/core';

/** Where dpkg keeps what it knows, as seen from inside the host root: see dpkg(1), "FILES". */
export const STATUS: BytePath = '/var/lib/dpkg/status';
export const UPDATES: BytePath = '/var/lib/dpkg/updates';
export const ARCHITECTURES: BytePath = '/var/lib/dpkg/arch';
export const DIVERSIONS: BytePath = '/var/lib/dpkg/diversions';
/** The links that update-alternatives(1) makes. */
export const ALTERNATIVES: BytePath = '/etc/alternatives';
/** And its records of them. */
export const ALTERNATIVE_GROUPS: BytePath = '/var/lib/dpkg/alternatives';

/** The control file `suffix` of a package; `stem` is `bash`, or `libc6:amd64` for a `Multi-Arch: same` package. */
export function infoFile(stem: string, suffix: 'list' | 'md5sums'): BytePath {
  return `/var/lib/dpkg/info/${stem}.${suffix}`;
}
