import { SuperminError } from '@supermin/core';

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
  return new SuperminError('KVM_UNUSABLE', `KVM cannot be used: ${reason}`, {
    hint: 'use --accel auto or --accel tcg to emulate the guest',
  });
}
