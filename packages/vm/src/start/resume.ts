import type { Opened } from '../session/opened.ts';
import { startTimer } from '../session/timer.ts';
import { makeOwn } from '../template/make-own.ts';
import { patienceToResume } from './open-vm.ts';
import type { Running, StartMethod } from './start-result.ts';

/**
 * Has a VM go on that was saved when it was ready: as one of its own, with the devices that it is given.
 *
 * @throws Error in QEMU's words; what the session fails with, which is over if the guest does not answer
 */
export async function resume(opened: Opened, method: StartMethod): Promise<Running> {
  const { vm, session } = opened;
  const patience = patienceToResume(method, vm.plugs.length > 0);
  const timer = startTimer(patience, () => void session.close());
  try {
    await vm.monitor!.command('cont');
    await makeOwn(opened, false);
    await session.guest.ready.promise;
    return { session, method };
  } finally {
    timer.clear();
  }
}
