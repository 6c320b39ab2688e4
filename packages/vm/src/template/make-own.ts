import { plugIn } from '../qemu/plugs.ts';
import type { Opened } from '../session/opened.ts';
import { encodeRepair } from './repair.ts';

/**
 * Makes a VM that runs, and was saved, one of its own: with the devices that it is given, and what {@link encodeRepair} renews.
 *
 * @param used whether programs have run in what was saved
 * @throws Error in QEMU's words
 */
export async function makeOwn({ vm, session }: Opened, used: boolean): Promise<void> {
  await plugIn(vm.monitor!, vm.plugs);
  session.guest.repair(encodeRepair(used, vm.plugs.length));
}
