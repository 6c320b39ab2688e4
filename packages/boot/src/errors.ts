import { type BytePath, displayPath, SuperminError } from '@supermin/core';

// ----------------------------------------------------------------------------------------- kernel

/** @param passedOver candidates with the reason why they cannot be used: `/boot/vmlinuz-6.1: permission denied` */
export function kernelMissing(
  cpu: string,
  root: BytePath,
  debianPackage: string,
  passedOver: readonly string[],
): SuperminError {
  const where = root === '/' ? '' : ` in ${displayPath(root)}`;
  const seen = passedOver.length === 0 ? '' : `; passed over: ${passedOver.join('; ')}`;
  return new SuperminError(
    'KERNEL_MISSING',
    `failed to find a suitable kernel (host_cpu=${displayPath(cpu)})${where}: looked for /lib/modules/*/vmlinuz and ` +
      `/boot/vmlinu?-*, with modules in /lib/modules/VERSION${seen}`,
    {
      hint: passedOver.some((text) => text.endsWith('permission denied'))
        ? 'make the kernel readable (chmod 0644 as root), or choose another one with --kernel or SUPERMIN_KERNEL'
        : `install ${debianPackage} (Debian), kernel-core (Fedora) or linux (Arch), ` +
          'or specify a kernel with --kernel or SUPERMIN_KERNEL',
    },
  );
}

/** @param source what named the kernel: `SUPERMIN_KERNEL`, `--kernel` */
export function kernelUnusable(source: string, path: BytePath, reason: string): SuperminError {
  return new SuperminError(
    'KERNEL_UNUSABLE',
    `${source}: ${displayPath(path)} cannot be used as a kernel: ${reason}`,
    {
      hint: reason.endsWith('permission denied')
        ? `make it readable (as root: chmod 0644 ${displayPath(path)}), or choose another one`
        : 'choose a kernel image that you can read',
    },
  );
}

/** A warning: the kernel was chosen by its name, unread. */
export function kernelLinkText(path: BytePath): string {
  return (
    `the appliance's kernel is a link to ${displayPath(path)}, which only root may read and boot; ` +
    `as root 'chmod 0644 ${displayPath(path)}' makes it readable`
  );
}

/** A warning: another kernel is newer. */
export function kernelOlderText(unreadable: BytePath, taken: BytePath): string {
  return (
    `${displayPath(unreadable)}: permission denied: taking the older kernel ${displayPath(taken)}; ` +
    `as root 'chmod 0644 ${displayPath(unreadable)}' makes the newer one readable`
  );
}

export function kernelVersionUnknown(source: string, path: BytePath): SuperminError {
  return new SuperminError(
    'KERNEL_VERSION',
    `${source}: neither the content nor the name of ${displayPath(path)} states the kernel's version`,
    { hint: "set SUPERMIN_KERNEL_VERSION to what 'uname -r' prints when it runs" },
  );
}

export function kernelVersionInvalid(version: string): SuperminError {
  return new SuperminError(
    'KERNEL_VERSION',
    `SUPERMIN_KERNEL_VERSION: '${displayPath(version)}' is not the version of a kernel`,
    { hint: "it is what 'uname -r' prints when the kernel runs: 6.1.0-18-amd64" },
  );
}

export function kernelVersionMissing(version: string, known: readonly string[]): SuperminError {
  const hint = known.length === 0 ? 'no kernel is installed' : `installed: ${known.join(', ')}`;
  return new SuperminError(
    'KERNEL_MISSING',
    `--kernel: there is no kernel of version ${displayPath(version)} in /lib/modules or /boot`,
    { hint: `${hint}; a path must contain a slash` },
  );
}

export function modulesMissing(kernel: BytePath, directory: BytePath): SuperminError {
  return new SuperminError(
    'KERNEL_MODULES',
    `${displayPath(kernel)}: its modules directory ${displayPath(directory)} has no modules.dep`,
    { hint: "run 'depmod', or specify the modules directory of this kernel with SUPERMIN_MODULES" },
  );
}

/** Both ways to name modules end in the same value. */
const MODULES_OPTIONS = '--modules-from or SUPERMIN_MODULES';

export function givenModulesMissing(directory: BytePath): SuperminError {
  return new SuperminError(
    'KERNEL_MODULES',
    `${MODULES_OPTIONS}: the directory ${displayPath(directory)} has no modules.dep`,
    {
      hint: "specify a directory such as /lib/modules/VERSION ('depmod' makes modules.dep), or a file of 'supermin modules'",
    },
  );
}

export function modulesImageVersion(
  image: BytePath,
  version: string,
  kernel: BytePath,
  wanted: string,
): SuperminError {
  return new SuperminError(
    'KERNEL_MODULES',
    `${displayPath(image)} holds the modules of ${version}, and ${displayPath(kernel)} is ${wanted}`,
    { hint: `make one for it: supermin modules ${wanted} -o FILE` },
  );
}

export function modulesImageUnknown(path: BytePath): SuperminError {
  return new SuperminError(
    'MODULES_IMAGE',
    `${MODULES_OPTIONS}: ${displayPath(path)} is neither a modules directory nor a modules image`,
    { hint: "make one with 'supermin modules -o FILE'" },
  );
}

export function modulesImageUnreadable(path: BytePath, reason: string): SuperminError {
  return new SuperminError(
    'MODULES_IMAGE',
    `${displayPath(path)}: the modules image cannot be read: ${reason || 'it has no modules.dep'}`,
    { hint: "make it again with 'supermin modules'" },
  );
}

export function modulesOption(text: string): SuperminError {
  return new SuperminError('MODULES_OPTION', `invalid --modules value '${displayPath(text)}'`, {
    hint: 'use all, image, none, or module names separated by commas',
  });
}

/** @param format the writer that has no use for it */
export function modulesOptionUnfit(text: string, format: string): SuperminError {
  return new SuperminError(
    'MODULES_OPTION',
    `'--modules ${text}' is not supported by -f ${format}`,
    {
      hint: 'use all, none, or module names separated by commas',
    },
  );
}

export function moduleUnknown(names: readonly string[], version: string): SuperminError {
  const list = names.map(displayPath).join(', ');
  return new SuperminError('MODULE_UNKNOWN', `the kernel ${version} has no module ${list}`, {
    hint: "use names that 'modinfo NAME' knows",
  });
}

export function kernelDamaged(path: BytePath, cause: unknown): SuperminError {
  return new SuperminError(
    'KERNEL_DAMAGED',
    `${displayPath(path)}: the gzip data of the kernel is truncated or corrupt`,
    { hint: 'install the kernel package again, or choose another kernel with --kernel', cause },
  );
}

// ------------------------------------------------------------------------------------- guest init

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
        "'npx -y pnpm@10 run build --force' at its top",
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

// ---------------------------------------------------------------------------------------- modules

export function modulesDepUnreadable(path: BytePath, code: string, cause: unknown): SuperminError {
  return new SuperminError('MODULES_DEP', `${displayPath(path)}: cannot be read (${code})`, {
    hint: "'depmod' writes it; or choose another kernel with --kernel",
    cause,
  });
}

export function moduleDamaged(path: BytePath, cause?: unknown): SuperminError {
  return new SuperminError(
    'MODULE_DAMAGED',
    `${displayPath(path)}: the kernel module is truncated or corrupt`,
    { hint: 'install the kernel package again, or choose another kernel with --kernel', cause },
  );
}

/** So many modules are named. */
const NAMED_MODULES = 5;

export function modulesMissingText(list: BytePath, paths: readonly BytePath[]): string {
  const named = paths.slice(0, NAMED_MODULES).map(displayPath).join(', ');
  const more = paths.length > NAMED_MODULES ? ', ...' : '';
  const modules = paths.length === 1 ? 'a module that is' : `${paths.length} modules that are`;
  return `${displayPath(list)} lists ${modules} missing: ${named}${more}`;
}

export function modulesMissingFiles(list: BytePath, paths: readonly BytePath[]): SuperminError {
  return new SuperminError('MODULES_MISSING', modulesMissingText(list, paths), {
    hint: "install them again, run 'depmod', or leave out --strict",
  });
}

/** @param what `disk` or `filesystem`; `drivers` are those that most appliances need */
export function rootDriverMissing(
  { version, modules }: { version: string; modules: BytePath },
  what: string,
  drivers: string,
): SuperminError {
  return new SuperminError(
    'ROOT_DRIVER',
    `the appliance cannot boot: the kernel ${version} has no driver for its root ${what} ` +
      `(${drivers}, ...), neither built in nor in ${displayPath(modules)}`,
    { hint: 'install the kernel package again, or choose another kernel with --kernel' },
  );
}

export function modulesDepDamaged(path: BytePath): SuperminError {
  return new SuperminError('MODULES_DEP', `${displayPath(path)}: truncated or corrupt`, {
    hint: "'depmod' writes it; or choose another kernel with --kernel",
  });
}
