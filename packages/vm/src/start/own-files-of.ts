import type { MachinePlan } from '../machine/machine-plan.ts';
import type { GuestMemory } from '../qemu/running-qemu.ts';
import type { Opened } from '../session/opened.ts';
import { makeOwnFiles, type OwnFiles } from '../snapshot/own-files.ts';
import { nameOf, type SavedFiles } from '../snapshot/saved-files.ts';
import { SnapshotSource } from '../snapshot/snapshot-source.ts';

/** What a VM is restored from: its disks are those of the appliance if they are not named. */
export type Origin = Pick<SavedFiles, 'memory'> &
  Partial<Pick<SavedFiles, 'layer' | 'root' | 'modules'>>;

/** The files of a VM that can be forked, fresh or with what a saved one has. */
export function ownFilesOf(
  { options, choice, memory }: MachinePlan,
  origin?: Origin,
): Promise<OwnFiles> {
  const { temporaryDirectory } = choice;
  const { root, modules } = options.appliance;
  const beginning = {
    ...{ memory: origin?.memory, layer: origin?.layer },
    root: origin?.root === undefined ? root! : nameOf(origin.root),
    modules: origin?.modules === undefined ? modules : nameOf(origin.modules),
  };
  return makeOwnFiles(beginning, { temporaryDirectory, size: memory * 2 ** 20 });
}

/** @param state of the saved VM that it is restored from */
export function memoryOf({ memory, disks, directory }: OwnFiles, state?: number): GuestMemory {
  const restored = state !== undefined;
  return {
    ...{ memory, disks, shared: true, restored },
    inherit: restored ? [state, directory] : [directory],
  };
}

/** What a VM with files of its own is saved with. */
export function sourceOf(
  { vm, session }: Opened,
  files: OwnFiles,
  { choice }: MachinePlan,
): SnapshotSource {
  return new SnapshotSource({
    ...{ files, guest: session.guest, temporaryDirectory: choice.temporaryDirectory },
    ...{ monitor: vm.monitor!, directory: vm.inherited.at(-1)! },
    lost: () => void session.close(),
  });
}
