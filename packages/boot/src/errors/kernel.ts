import { type BytePath, displayPath, SuperminError } from '@supermin/core';

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
        : 'choose a kernel image that you can read, for the architecture of the appliance',
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

export function kernelDamaged(path: BytePath, cause: unknown): SuperminError {
  return new SuperminError(
    'KERNEL_DAMAGED',
    `${displayPath(path)}: the gzip data of the kernel is truncated or corrupt`,
    { hint: 'install the kernel package again, or choose another kernel with --kernel', cause },
  );
}
