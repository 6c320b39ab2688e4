import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { BytePath } from '@supermin/core';
import { copySparse } from './copy-sparse.ts';
import type { OwnFiles } from './own-files.ts';
import { openMemory, openUnnamed } from './unnamed-file.ts';

/** A VM as it was at one moment. Nothing writes to these files any more; what goes on from it has them open itself. */
export interface SavedFiles {
  /** QEMU's version, as it tells itself. */
  qemu: string;
  memory: number;
  /** What had been written to the root. */
  layer: number;
  /** Of processor and devices. */
  state: number;
  /** The images. */
  root: number;
  modules: number | undefined;
  close(): void;
}

/** A name by which this process can open what a descriptor leads to: anew, from its beginning. */
export function nameOf(fd: number): BytePath {
  return `/proc/self/fd/${fd}`;
}

/**
 * Copies the files of a VM that does not run.
 *
 * @throws SuperminError `FORK_NO_SPACE`; the system's error. Nothing is open then
 */
export async function copyFiles(
  { memory, disks }: OwnFiles,
  { qemu, state }: { qemu: string; state: Buffer },
  temporaryDirectory: BytePath,
): Promise<SavedFiles> {
  const opened: number[] = [];
  const keep = (fd: number) => {
    opened.push(fd);
    return fd;
  };
  const close = () => {
    for (const fd of opened.splice(0)) closeSync(fd);
  };
  const reopen = (fd: number) => keep(openSync(nameOf(fd), 'r'));
  try {
    // Nobody writes to it: it will never be more than it is.
    const copied = keep(openMemory(temporaryDirectory, fstatSync(memory).blocks * 512));
    const layer = keep(openUnnamed(temporaryDirectory));
    await Promise.all([copySparse(memory, copied), copySparse(disks.layer.file, layer)]);
    const file = keep(openUnnamed(temporaryDirectory));
    writeSync(file, state, 0, state.length, 0);
    const modules = disks.modules === undefined ? undefined : reopen(disks.modules);
    return {
      ...{ qemu, memory: copied, layer, state: file, root: reopen(disks.root), modules, close },
    };
  } catch (error) {
    close();
    throw error;
  }
}
