import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Packages whose code is in the bundle, and is used where the very same is installed: see ../import-installed.ts. */
export const BUNDLED = [
  '@supermin/backend-dpkg',
  '@supermin/backend-pacman',
  '@supermin/backend-rpm',
  '@supermin/boot',
  '@supermin/vm',
  '@supermin/vm/named',
  '@supermin/writer-chroot',
  '@supermin/writer-cpio',
  '@supermin/writer-ext2',
  '@supermin/writer-oci',
];

/** Programs of second threads: their packages look for them beside the file that they are in themselves. */
const THREAD_PROGRAMS = [
  ['@supermin/core', 'copy-program'],
  ['@supermin/writer-chroot', 'make-program'],
] as const;

const { resolve } = createRequire(import.meta.url);

/** The file that a package is imported from. */
export function builtModule(name: string): string {
  return resolve(name);
}

/** A directory or file beside that one. */
export function builtFile(name: string, file: string): string {
  return join(dirname(builtModule(name)), file);
}

/** Entries of a build: the name of each program, and its file. */
export function threadPrograms(): Record<string, string> {
  return Object.fromEntries(
    THREAD_PROGRAMS.map(([name, program]) => [program, builtFile(name, `${program}.cjs`)]),
  );
}
