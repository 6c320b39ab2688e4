import { bootId } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { MOST_PLUGS } from '../qemu/plugs.ts';

/** Why a VM is always booted; undefined if it may be restored from a template. */
export function obstacle(plan: MachinePlan): string | undefined {
  const { options, choice } = plan;
  const { appliance, template = true, qemuOptions = [] } = options;
  const { cacheDirectory, machine } = choice;
  if (!template) return 'not wanted';
  if (cacheDirectory === undefined) return 'there is no cache directory';
  if (/^[0-]*$/.test(bootId())) return 'this machine does not tell its boots apart';
  if (machine.arch !== 'x86_64') return `not tried on ${machine.arch}`;
  if (appliance.root === undefined && appliance.rootShare === undefined) {
    return 'the root is in the initrd';
  }
  // They may name files that change.
  return qemuOptions.length > 0 ? 'QEMU has options of the user' : obstacleToPlugs(plan);
}

/** Shares and disks are plugged in when it runs. */
function obstacleToPlugs({ options, shares, disks }: MachinePlan): string | undefined {
  const plugs = shares.length + disks.length;
  if (plugs === 0) return undefined;
  if (options.warm !== undefined) return 'the command that comes first may need shares and disks';
  // What is restored from it would have to have them where it had them.
  if (options.forkable) return 'it is to be saved with its disks';
  return plugs > MOST_PLUGS ? `more than ${MOST_PLUGS} shares and disks` : undefined;
}
