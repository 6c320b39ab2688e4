import { existsSync } from 'node:fs';
import type { DebianPackage, Installed } from './debian-package.ts';

/** The newest installed kernel package whose image is there; what it needs is of use only for installing it. */
export function kernelPackage(installed: Installed): DebianPackage {
  const kernels = [...installed.values()]
    .filter(({ name }) => existsSync(`/boot/vmlinuz-${versionOfKernel(name)}`))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const newest = kernels.at(-1);
  if (newest === undefined) throw new Error('no kernel package is installed');
  return { ...newest, depends: [], recommends: [], provides: [] };
}

/** `linux-image-6.1.0-18-cloud-amd64` → `6.1.0-18-cloud-amd64`. */
function versionOfKernel(name: string): string | undefined {
  return /^linux-image-(?:unsigned-)?(\d.*)$/.exec(name)?.[1];
}
