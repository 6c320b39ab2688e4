import { bootId } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';

/** Why a VM is always booted; undefined if it may go on from a template. */
export function obstacle({ options, choice, shares, disks }: MachinePlan): string | undefined {
  const { appliance, template = true, qemuOptions = [] } = options;
  const { cacheDirectory, machine } = choice;
  if (!template) return 'not wanted';
  if (cacheDirectory === undefined) return 'there is no cache directory';
  if (/^[0-]*$/.test(bootId())) return 'this machine does not tell its boots apart';
  if (machine.arch !== 'x86_64') return `not tried on ${machine.arch}`;
  if (appliance.root === undefined) return 'the root is not a disk';
  if (shares.length > 0) return 'directories are shared';
  if (disks.length > 0) return 'there are disks of the user';
  // They may name files that change.
  return qemuOptions.length > 0 ? 'QEMU has options of the user' : undefined;
}
