import type { Opened } from '../session/opened.ts';
import { makeOwn } from './make-own.ts';
import { setCapabilities } from './save-vm.ts';

/** How a VM that is restored from a saved one was saved. */
export interface RestoreFacts {
  /** QEMU's version, as it tells itself. */
  qemu: string;
  /** Whether programs have run in it: see {@link makeOwn}. */
  used: boolean;
  /** Called when QEMU has opened its disks, and before anything of the saved VM is in it; throws if they are not those of then. */
  filesAreOpen(): void;
}

/**
 * Has QEMU take the state of a saved VM, and the guest become one of its own, with the devices that it is given, as soon as it runs.
 *
 * @throws Error in QEMU's words, or if it is another QEMU than the one that saved it; what `filesAreOpen` throws
 */
export async function restoreVm(opened: Opened, saved: RestoreFacts): Promise<void> {
  const { vm } = opened;
  const monitor = vm.monitor!;
  // The same file may run another program: a script, say.
  if ((await monitor.version) !== saved.qemu) throw new Error('QEMU has another version now');
  // It obeys no command before all its devices are there.
  await monitor.negotiate();
  saved.filesAreOpen();
  const runs = monitor.event(({ event }) => event === 'RESUME');
  await Promise.all([
    setCapabilities(monitor, ['x-ignore-shared', 'events']),
    monitor.command('migrate-incoming', { uri: `fd:${vm.inherited[0]}` }),
  ]);
  await runs;
  await makeOwn(opened, saved.used);
}
