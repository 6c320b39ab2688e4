import { type Platform, platformOf } from '../oci/platform.ts';
import { ownEntry } from '../text/own-entry.ts';

/** What images that name no variant, or another name, mean by the rest: Debian's architectures, and other processors of one kind. */
const SPELLINGS: Readonly<Record<string, string>> = {
  armhf: 'armv7l',
  armel: 'armv6l',
  ppc64el: 'ppc64le',
};

/** As `uname -m` spells them. */
const CPUS: readonly string[] = [
  ...['x86_64', 'aarch64', 'armv7l', 'armv6l', 'armv5tel', 'i686', 'loongarch64', 'mips64'],
];

/** @param arch as `uname -m`, Debian or OCI (`arm/v7`) spells it; a name that nobody knows is taken for OCI's */
export function wantedPlatform(arch: string): Platform {
  const [name = arch, variant] = arch.split('/');
  const platform = platformOf(ownEntry(SPELLINGS, name) ?? name);
  return variant === undefined ? platform : { ...platform, variant };
}

/** The processor that an image is for, as `uname -m` spells it. */
export function cpuOfPlatform({ architecture, variant }: Platform): string {
  const all = CPUS.filter((cpu) => platformOf(cpu).architecture === architecture);
  return all.find((cpu) => platformOf(cpu).variant === variant) ?? all[0] ?? architecture;
}

/** An image that does not tell its variant is for all of them. */
export function isFor({ os, architecture, variant }: Partial<Platform>, wanted: Platform): boolean {
  if ((os || 'linux') !== wanted.os || architecture !== wanted.architecture) return false;
  // Of arm64 there is one, v8, which some name and some do not.
  if (architecture !== 'arm' || !variant || !wanted.variant) return true;
  return variant === wanted.variant;
}

/** For messages: `linux/arm/v7`. */
export function platformName({ os, architecture, variant }: Partial<Platform>): string {
  return [os || 'linux', architecture ?? '?', ...(variant ? [variant] : [])].join('/');
}
