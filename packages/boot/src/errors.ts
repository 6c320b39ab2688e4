import { type BytePath, displayPath, SuperminError } from '@supermin/core';

// ----------------------------------------------------------------------------------------- kernel

/** @param passedOver candidates with the reason why they can't be used: `/boot/vmlinuz-6.1: permission denied` */
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
    `failed to find a suitable kernel (host_cpu=${cpu})${where}: looked for /lib/modules/*/vmlinuz and ` +
      `/boot/vmlinu?-*, with modules in /lib/modules/VERSION${seen}`,
    {
      hint: passedOver.some((text) => text.endsWith('permission denied'))
        ? 'make the kernel readable (chmod 0644 as root), or name another one with --kernel or SUPERMIN_KERNEL'
        : `install ${debianPackage} (Debian), kernel-core (Fedora) or linux (Arch), ` +
          'or name a kernel with --kernel or SUPERMIN_KERNEL',
    },
  );
}

/** @param source what named the kernel: `SUPERMIN_KERNEL`, `--kernel` */
export function kernelUnusable(source: string, path: BytePath, reason: string): SuperminError {
  return new SuperminError(
    'KERNEL_UNUSABLE',
    `${source}: ${displayPath(path)} can't be used as a kernel: ${reason}`,
    { hint: 'name a kernel image that you can read' },
  );
}

export function kernelVersionUnknown(source: string, path: BytePath): SuperminError {
  return new SuperminError(
    'KERNEL_VERSION',
    `${source}: neither the content nor the name of ${displayPath(path)} tells the kernel's version`,
    { hint: "set SUPERMIN_KERNEL_VERSION to what 'uname -r' says when it runs" },
  );
}

export function kernelVersionInvalid(version: string): SuperminError {
  return new SuperminError(
    'KERNEL_VERSION',
    `SUPERMIN_KERNEL_VERSION: '${displayPath(version)}' is not the version of a kernel`,
    { hint: "it is what 'uname -r' says when the kernel runs: 6.1.0-18-amd64" },
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
    { hint: "run 'depmod', or name the modules directory of this kernel with SUPERMIN_MODULES" },
  );
}

export function kernelDamaged(path: BytePath, cause: unknown): SuperminError {
  return new SuperminError(
    'KERNEL_DAMAGED',
    `${displayPath(path)}: the gzip data of the kernel is cut off or damaged`,
    { hint: 'install the kernel package again, or choose another kernel with --kernel', cause },
  );
}

// ------------------------------------------------------------------------------------- guest init

export function unknownArchitecture(cpu: string): SuperminError {
  return new SuperminError('ARCHITECTURE_UNKNOWN', `the architecture '${cpu}' is not known`, {
    hint: 'known are x86_64, i686, aarch64, armv7l, ppc64le, riscv64 and s390x',
  });
}

export function guestInitMissing(arch: string, path: string): SuperminError {
  return new SuperminError(
    'GUEST_INIT_MISSING',
    `there is no guest init for ${arch}: ${path} does not exist`,
    { hint: `build it: npm run build in packages/boot, with gcc or a cross compiler for ${arch}` },
  );
}

// ------------------------------------------------------------------------------------------- QEMU

export function qemuMissing(machine: {
  arch: string;
  binaries: readonly string[];
  packages: string;
}): SuperminError {
  return new SuperminError(
    'QEMU_MISSING',
    `no QEMU for ${machine.arch} guests: ${machine.binaries.join(', ')} not found`,
    { hint: `install it (${machine.packages})` },
  );
}

/** KVM was asked for by name, so nothing else is tried. */
export function kvmUnusable(reason: string): SuperminError {
  return new SuperminError('KVM_UNUSABLE', `KVM can't be used: ${reason}`, {
    hint: 'use --accel auto or --accel tcg to emulate the guest',
  });
}
