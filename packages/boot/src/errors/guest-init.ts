import { displayPath, SuperminError } from '@supermin/core';

const ARCHITECTURES = 'x86_64, i686, aarch64, armv7l, ppc64le, riscv64 and s390x';

export function unknownArchitecture(cpu: string): SuperminError {
  return new SuperminError('ARCHITECTURE_UNKNOWN', `unknown architecture '${displayPath(cpu)}'`, {
    hint: `supported: ${ARCHITECTURES}`,
  });
}

/** The init is a program of this project, with an architecture's system calls in it: no package manager has it. */
export function guestInitImpossible(cpu: string): SuperminError {
  return new SuperminError(
    'GUEST_INIT_MISSING',
    `no guest init for ${displayPath(cpu)}, which finds the disk of an ext2 appliance`,
    { hint: `supported: ${ARCHITECTURES}; -f chroot and -f cpio do not need it` },
  );
}

/** @param compiler Debian's package of a compiler for this architecture */
export function guestInitMissing(arch: string, path: string, compiler: string): SuperminError {
  return new SuperminError(
    'GUEST_INIT_MISSING',
    `no guest init for ${arch}: ${path} does not exist`,
    {
      hint:
        `install supermin again: published packages have it; in a checkout install ${compiler}, then ` +
        "'npx -y pnpm@10 run build' at its top",
    },
  );
}

/** The program is copied by no bundler. */
export function guestInitBundled(path: string): SuperminError {
  return new SuperminError(
    'GUEST_INIT_MISSING',
    `@supermin/boot is part of a bundle, without its guest init: ${path} does not exist`,
    { hint: 'keep our packages out of the bundle: for esbuild, --external:@supermin/*' },
  );
}
