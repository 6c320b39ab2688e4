import { ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { type BytePath, joinPath, toSystemPath } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { Descriptors } from '../qemu/descriptors.ts';
import type { Opened } from '../session/opened.ts';
import { receiveState, type StateReceiver } from '../template/receive-state.ts';
import { refuseWritten, saveVm } from '../template/save-vm.ts';
import { open, settle } from './attempt.ts';
import type { Attempt, Attempted } from './attempted.ts';

/**
 * Boots a VM, and saves it when it is ready, before anything has run in it.
 *
 * @param place the directory of the template that is being made
 * @returns QEMU's version; what the attempt came to, if the guest stayed silent under KVM, which has nothing to do with saving
 */
export async function bootAndSave(
  plan: MachinePlan,
  how: Attempt,
  place: BytePath,
): Promise<string | Attempted> {
  const files = new Descriptors();
  let receiver: StateReceiver | undefined;
  let opened: Opened | undefined;
  try {
    const file = toSystemPath(joinPath(place, 'memory'));
    const memory = files.add(openSync(file, 'wx+', 0o600));
    const directory = files.open(place);
    receiver = receiveState(directory);
    ftruncateSync(memory, plan.memory * 2 ** 20);
    // It needs no ports: those that are asked for may be taken, and are given to what goes on from it.
    const network = plan.network && { isolated: true, publish: [] };
    const saved = { memory, inherit: [directory], shared: true, restored: false, template: true };
    // No shares and disks either: with them it could not be saved.
    opened = open({ ...plan, network, shares: [], disks: [] }, how, saved);
    const attempted = await settle(opened.session);
    if (attempted.kind !== 'hello') {
      if (how.accelerator === 'kvm') return attempted;
      throw new Error(attempted.fact);
    }
    await opened.session.guest.ready.promise;
    const { vm } = opened;
    const { qemu, state } = await saveVm(vm.monitor!, receiver, vm.inherited[0]!);
    await refuseWritten(vm.monitor!);
    writeFileSync(toSystemPath(joinPath(place, 'state')), state, { mode: 0o600, flag: 'wx' });
    return qemu;
  } finally {
    // Nothing writes to the memory's file after this.
    await opened?.session.close();
    receiver?.close();
    files.close();
  }
}
