import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BytePath, fromUnicode } from '@supermin/core';
import { guestInitBundled, guestInitImpossible, guestInitMissing } from '../errors/guest-init.ts';
import { type Architecture, findArchitecture } from './architecture.ts';

/** Debian's packages of compilers; scripts/build-guest-init.mjs looks for what they bring. */
const COMPILERS: Readonly<Record<Architecture, string>> = {
  x86_64: 'gcc-x86-64-linux-gnu',
  i686: 'gcc-i686-linux-gnu',
  aarch64: 'gcc-aarch64-linux-gnu',
  armv7l: 'gcc-arm-linux-gnueabihf',
  ppc64le: 'gcc-powerpc64le-linux-gnu',
  riscv64: 'gcc-riscv64-linux-gnu',
  s390x: 'gcc-s390x-linux-gnu',
};

/**
 * The guest init for a guest of this architecture: a static ELF program to stand as `/init` in a mini
 * initrd. `cpu` in any usual spelling (`x86_64`, `amd64`, `ppc64el`, ...).
 *
 * @throws SuperminError `GUEST_INIT_MISSING`: it was not built or packed, or cannot be
 */
export function guestInitPath(cpu: string): BytePath {
  const found = findGuestInit(cpu);
  if (found !== undefined) return found;
  const arch = findArchitecture(cpu);
  if (arch === undefined) throw guestInitImpossible(cpu);
  const directory = packageDirectory();
  const path = pathFor(arch, directory);
  if (!isOurs(directory)) throw guestInitBundled(path);
  throw guestInitMissing(arch, path, COMPILERS[arch]);
}

/** Undefined where there is none. */
export function findGuestInit(cpu: string): BytePath | undefined {
  const arch = findArchitecture(cpu);
  const path = arch && pathFor(arch, packageDirectory());
  return path !== undefined && existsSync(path) ? fromUnicode(path) : undefined;
}

function pathFor(arch: Architecture, directory: string): string {
  return join(directory, 'dist', 'guest', `init-${arch}`);
}

/** Where package.json stands: this file is run from `src/guest/` and, bundled, from `dist/`. */
function packageDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) break;
    directory = parent;
  }
  return directory;
}

/** Whether this file is still in a package of ours, not in what a bundler has made of somebody's program. */
function isOurs(directory: string): boolean {
  try {
    const { name } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return String(name).startsWith('@supermin/');
  } catch {
    return false;
  }
}
