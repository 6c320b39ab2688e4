import { type BytePath, isSuperminError } from '@supermin/core';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { Descriptors } from '../qemu/descriptors.ts';
import type { GuestMemory } from '../qemu/running-qemu.ts';
import type { Opened } from '../session/opened.ts';
import { copySparse } from '../snapshot/copy-sparse.ts';
import { openMemory } from '../snapshot/open-memory.ts';
import { nameOf } from '../snapshot/saved-files.ts';
import { PassingFailure } from '../template/passing-failure.ts';
import { type RestoreFacts, restoreVm } from '../template/restore-vm.ts';
import { openVm, settle } from './open-vm.ts';
import { memoryOf, type Origin, ownFilesOf, sourceOf } from './own-files-of.ts';
import type { Running, StartMethod } from './start-result.ts';

/** A saved VM. Its descriptors stay the caller's, and are not needed any more when the one that is restored from it runs. */
export interface RestoreSource extends Origin, RestoreFacts {
  /** Of processor and devices. */
  state: number;
  /** Whether it had no shares and disks: those of the plan are plugged in when it runs. */
  bare: boolean;
}

/**
 * Starts a VM that is restored from a saved one.
 *
 * @throws Error in QEMU's words; what `filesAreOpen` throws; what a session fails with; SuperminError `FORK_NO_SPACE`
 */
export async function restore(
  plan: MachinePlan,
  method: StartMethod,
  saved: RestoreSource,
): Promise<Running> {
  const files = plan.options.forkable ? await ownFilesOf(plan, saved) : undefined;
  const descriptors = new Descriptors();
  let opened: Opened;
  try {
    // Of its own: QEMU reads on where the last one that had it has stopped.
    const state = descriptors.open(nameOf(saved.state));
    const memory =
      files === undefined
        ? { ...disksOf(saved), ...(await memoryFor(plan, saved, descriptors)), inherit: [state] }
        : memoryOf(files, state);
    opened = openVm(plan, method, { ...memory, restored: true, bare: saved.bare }, files);
  } finally {
    descriptors.close();
  }
  const { session } = opened;
  try {
    const [result] = await Promise.all([settle(session), restoreVm(opened, saved)]);
    if (result.kind !== 'hello') throw new Error(result.fact);
    return { session, method, source: files && sourceOf(opened, files, plan) };
  } catch (error) {
    const reason = session.lost?.reason;
    await session.close();
    // QEMU's monitor, which has ended with the VM, may have said so first.
    throw isSuperminError(reason) && reason.code === 'RUN_TIMEOUT' ? reason : error;
  }
}

/** What it writes is its own: others are restored from the same files. */
function disksOf({ layer, root, modules }: RestoreSource): Pick<GuestMemory, 'disks'> {
  if (layer === undefined || root === undefined) return {};
  return { disks: { root, modules, layer: { file: layer, written: false } } };
}

/** The same goes for its memory. What serves a share by virtiofs works on it, too, and for that it has to be a file of its own. */
async function memoryFor(
  { shares, choice, memory }: MachinePlan,
  saved: RestoreSource,
  descriptors: Descriptors,
): Promise<Pick<GuestMemory, 'memory' | 'shared'>> {
  if (!shares.some(({ type }) => type === 'virtiofs')) {
    return { memory: saved.memory, shared: false };
  }
  const copy = descriptors.add(openRoom(choice.temporaryDirectory, memory * 2 ** 20));
  await copySparse(saved.memory, copy);
  return { memory: copy, shared: true };
}

function openRoom(temporaryDirectory: BytePath, bytes: number): number {
  try {
    return openMemory(temporaryDirectory, bytes);
  } catch (error) {
    throw new PassingFailure((error as Error).message);
  }
}
