import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';

/**
 * rpm knows no essential packages. These are what distributions put into their smallest installations under one name or
 * another (`procps-ng` of Fedora is openSUSE's `procps`); a C library and what else they need is in their closure.
 */
export const ESSENTIAL: readonly string[] = [
  ...['aaa_base', 'basesystem', 'filesystem', 'setup'],
  ...['bash', 'coreutils', 'coreutils-single', 'util-linux'],
  ...['diffutils', 'findutils', 'gawk', 'grep', 'gzip', 'sed', 'tar'],
  ...['procps', 'procps-ng'],
];

/** Those of them that are installed: of several architectures the root's own, of several versions the newest. */
export function essentialPackages(index: PackageIndex): InstalledPackage[] {
  return ESSENTIAL.flatMap((name) => index.named(name).slice(0, 1));
}
