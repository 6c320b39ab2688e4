import type { BytePath } from '@supermin/core';
import { forkFailed, vmBusy } from '../errors/snapshot.ts';
import type { Monitor } from '../qemu/monitor.ts';
import type { Guest } from '../session/guest.ts';
import { receiveState } from '../template/receive-state.ts';
import { encodeRepair } from '../template/repair.ts';
import { saveVm } from '../template/save-vm.ts';
import { orAborted } from './or-aborted.ts';
import type { OwnFiles } from './own-files.ts';
import { copyFiles, type MakeFile, type SavedFiles, unnamedFiles } from './saved-files.ts';

/** A running VM that can be saved and goes on. */
export interface Running {
  monitor: Monitor;
  guest: Guest;
  files: OwnFiles;
  /** The number by which QEMU knows {@link OwnFiles.directory}. */
  directory: number;
  temporaryDirectory: BytePath;
  /** Called when it does not go on. */
  lost(): void;
}

/** Saves a running VM, any number of times, one after another. */
export class SnapshotSource {
  #last: Promise<unknown> | undefined;

  constructor(private readonly vm: Running) {}

  /**
   * The VM stands still for as long as that takes, and what is told to it meanwhile waits.
   *
   * @param make the files that it is saved to. Default: some without names
   * @throws SuperminError `VM_BUSY`, `FORK_NO_SPACE`, `FORK_FAILED`, and what ended the VM; the reason of `signal`. The VM goes on
   */
  save(signal: AbortSignal, make?: MakeFile): Promise<SavedFiles> {
    // At once where nobody is before us: a command that is started after this call is not in what is saved.
    const saved = this.#last?.then(() => this.#save(signal, make)) ?? this.#save(signal, make);
    const over = saved
      .catch(() => {})
      .then(() => {
        if (this.#last === over) this.#last = undefined;
      });
    this.#last = over;
    return saved;
  }

  async #save(signal: AbortSignal, make?: MakeFile): Promise<SavedFiles> {
    const { guest } = this.vm;
    signal.throwIfAborted();
    const prepared = guest.prepare();
    try {
      if ((await orAborted(prepared, signal)) > 0) throw vmBusy();
      return await this.#saveStopped(signal, make);
    } finally {
      // It has stood still, and so has its clock.
      guest.repair(encodeRepair(false));
    }
  }

  async #saveStopped(signal: AbortSignal, make?: MakeFile): Promise<SavedFiles> {
    const { monitor, files, directory, temporaryDirectory } = this.vm;
    const receiver = receiveState(files.directory);
    let saved: SavedFiles | undefined;
    try {
      const state = await saveVm(monitor, receiver, directory);
      signal.throwIfAborted();
      saved = await copyFiles(files, state, make ?? unnamedFiles(temporaryDirectory));
      signal.throwIfAborted();
      return saved;
    } catch (error) {
      saved?.close();
      throw signal.aborted ? signal.reason : forkFailed(error);
    } finally {
      receiver.close();
      await monitor.command('cont').catch(() => this.vm.lost());
    }
  }
}
