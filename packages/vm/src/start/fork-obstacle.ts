import { vmNotForkable } from '../errors/snapshot.ts';
import type { MachinePlan } from '../machine/machine-plan.ts';

/** @throws SuperminError `VM_NOT_FORKABLE` for a VM that is to be forkable, and has what cannot be there twice */
export function requireForkable({ options, choice, shares, disks }: MachinePlan): void {
  if (!options.forkable) return;
  const { arch } = choice.machine;
  if (arch !== 'x86_64') throw vmNotForkable(`this has not been tried on ${arch}`);
  if (shares.length > 0) throw vmNotForkable('directories are shared with it');
  if (options.appliance.root === undefined) throw vmNotForkable('its root is not a disk');
  if (disks.some(({ readOnly }) => !readOnly)) {
    throw vmNotForkable('it has a disk that it may write to, which no other VM can have as well');
  }
}
