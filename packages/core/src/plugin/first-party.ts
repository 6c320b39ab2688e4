import type { Host } from '../host/host.ts';

/** Our own backends, by what betrays their package managers: for advice where one is not installed. */
const BACKENDS: Readonly<Record<string, readonly string[]>> = {
  dpkg: ['/var/lib/dpkg/status'],
  pacman: ['/var/lib/pacman/local'],
  rpm: ['/usr/lib/sysimage/rpm', '/var/lib/rpm', '/usr/share/rpm'],
};

/** Our own writers, with all names of their formats. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  chroot: ['chroot', 'fs', 'filesystem'],
  cpio: ['cpio', 'initramfs'],
  ext2: ['ext2'],
};

/** The package of ours that writes a format; undefined if none does. */
export function writerPackage(format: string): string | undefined {
  const name = Object.keys(WRITERS).find((each) => WRITERS[each]!.includes(format));
  return name === undefined ? undefined : `@supermin/writer-${name}`;
}

/** The package of ours that reads a package manager; undefined if none does. */
export function backendPackage(name: string): string | undefined {
  return Object.hasOwn(BACKENDS, name) ? `@supermin/backend-${name}` : undefined;
}

/** The packages of ours that read what lies under a root. */
export function backendPackagesFor(host: Host): string[] {
  const there = (path: string) => {
    try {
      return host.stat(path) !== undefined;
    } catch {
      return false;
    }
  };
  return Object.keys(BACKENDS)
    .filter((name) => BACKENDS[name]!.some(there))
    .map((name) => `@supermin/backend-${name}`);
}

/** Advice for the user. */
export function installHint(packageName: string): string {
  return `'npm install ${packageName}' where the command is installed ('npm install -g', if that is everywhere)`;
}
