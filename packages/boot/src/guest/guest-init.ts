import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BytePath, fromUnicode } from '@supermin/core';
import { guestInitMissing } from '../errors.ts';
import { architectureOf } from './architecture.ts';

/**
 * The guest init for a guest of this architecture: a static ELF program to stand as `/init` in a mini
 * initrd. `cpu` in any usual spelling (`x86_64`, `amd64`, `ppc64el`, ...).
 *
 * @throws SuperminError `ARCHITECTURE_UNKNOWN`, `GUEST_INIT_MISSING` (it was not built or packed)
 */
export function guestInitPath(cpu: string): BytePath {
  const arch = architectureOf(cpu);
  const path = join(packageDirectory(), 'dist', 'guest', `init-${arch}`);
  if (!existsSync(path)) throw guestInitMissing(arch, path);
  return fromUnicode(path);
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
