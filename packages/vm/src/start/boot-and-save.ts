import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import { type BytePath, joinPath, type TakeRoom, toSystemPath } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { Descriptors } from '../qemu/descriptors.ts';
import type { RunningQemu } from '../qemu/running-qemu.ts';
import type { Opened } from '../session/opened.ts';
import { copySparse } from '../snapshot/copy-sparse.ts';
import { receiveState } from '../template/receive-state.ts';
import { refuseWritten, saveVm } from '../template/save-vm.ts';
import { openVm, settle } from './open-vm.ts';
import { resume } from './resume.ts';
import type { Running, StartMethod, StartResult } from './start-result.ts';

/** The template that is being made. */
export interface SavingPlace {
  /** Its directory. */
  place: BytePath;
  /** Takes room in the cache for what is written to it, before it is. */
  take: TakeRoom;
}

/** What has been saved. */
export interface Saved {
  kind: 'saved';
  /** QEMU's version, as it tells itself. */
  qemu: string;
  /** Has the VM go on that was saved, if it is still there. */
  resume?(): Promise<Running>;
  /** Ends it. */
  close?(): Promise<void>;
}

/**
 * Boots a VM, and saves it when it is ready, before anything has run in it. It stands still then, and can go on: what is saved is a
 * copy of its memory.
 *
 * @returns what the attempt came to, if the guest stayed silent under KVM, which has nothing to do with saving
 */
export async function bootAndSave(
  plan: MachinePlan,
  method: StartMethod,
  { place, take }: SavingPlace,
): Promise<Saved | StartResult> {
  const files = new Descriptors();
  let opened: Opened | undefined;
  try {
    const directory = files.open(place);
    // Shares and disks are plugged in when it is resumed: with them it could not be saved.
    const saved = {
      ...{ inherit: [directory], shared: true, restored: false },
      ...{ template: true, bare: true },
    };
    opened = openVm(plan, method, saved);
    const result = await settle(opened.session);
    if (result.kind !== 'hello') {
      if (method.accelerator === 'kvm') return result;
      throw new Error(result.fact);
    }
    const { vm, session } = opened;
    await session.guest.ready.promise;
    const qemu = await save(vm, directory, { place, take });
    return {
      ...{ kind: 'saved', qemu },
      resume: () => resume({ vm, session }, method),
      close: () => session.close(),
    };
  } catch (error) {
    await opened?.session.close();
    throw error;
  } finally {
    files.close();
  }
}

/** @returns QEMU's version */
async function save(
  vm: RunningQemu,
  directory: number,
  { place, take }: SavingPlace,
): Promise<string> {
  const file = (name: string) => toSystemPath(joinPath(place, name));
  const receiver = receiveState(directory);
  try {
    const { qemu, state } = await saveVm(vm.monitor!, receiver, vm.inherited[0]!);
    await refuseWritten(vm.monitor!);
    take(state.length);
    writeFileSync(file('state'), state, { mode: 0o600, flag: 'wx' });
    const memory = vm.openMemory();
    try {
      take(fstatSync(memory).blocks * 512);
      const copy = openSync(file('memory'), 'wx+', 0o600);
      await copySparse(memory, copy).finally(() => closeSync(copy));
    } finally {
      closeSync(memory);
    }
    return qemu;
  } finally {
    receiver.close();
  }
}
