import { closeSync, openSync } from 'node:fs';
import { toSystemPath } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import type { GuestMemory } from '../qemu/running-qemu.ts';
import type { Opened } from '../session/opened.ts';
import { nameOf } from '../snapshot/saved-files.ts';
import { restoreVm, type Saved } from '../template/restore-vm.ts';
import { open, settle } from './attempt.ts';
import type { Attempt, Running } from './attempted.ts';
import { memoryOf, type Origin, ownFilesOf, sourceOf } from './own-files-of.ts';

/** A saved VM. Its descriptors stay the caller's, and are not needed any more when the one that goes on from it runs. */
export interface Origins extends Origin, Saved {
  /** Of processor and devices. */
  state: number;
}

/**
 * Starts a VM that goes on from a saved one.
 *
 * @throws Error in QEMU's words; what `filesAreOpen` throws; what a session fails with; SuperminError `FORK_NO_SPACE`
 */
export async function restore(plan: MachinePlan, how: Attempt, saved: Origins): Promise<Running> {
  const files = plan.options.forkable ? await ownFilesOf(plan, saved) : undefined;
  // Of its own: QEMU reads on where the last one that had it has stopped.
  const state = openSync(toSystemPath(nameOf(saved.state)), 'r');
  let opened: Opened;
  try {
    const memory = files === undefined ? sharedMemory(saved, state) : memoryOf(files, state);
    opened = open(plan, how, memory, files);
  } finally {
    closeSync(state);
  }
  const { session } = opened;
  try {
    const [attempted] = await Promise.all([settle(session), restoreVm(opened, saved)]);
    if (attempted.kind !== 'hello') throw new Error(attempted.fact);
    return { session, how, source: files && sourceOf(opened, files, plan) };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** What it writes is its own: others go on from the same files. */
function sharedMemory({ memory, layer, root, modules }: Origins, state: number): GuestMemory {
  const disks =
    layer === undefined || root === undefined
      ? undefined
      : { root, modules, layer: { file: layer, written: false } };
  return { memory, disks, inherit: [state], shared: false, restored: true };
}
