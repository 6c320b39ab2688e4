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

/** Makes one of the files, empty. @param bytes that it will have at most */
export type MakeFile = (name: 'memory' | 'layer' | 'state', bytes: number) => number;

/** Files without names, which are gone with their descriptors. */
export function unnamedFiles(temporaryDirectory: BytePath): MakeFile {
  return (name, bytes) =>
    name === 'memory' ? openMemory(temporaryDirectory, bytes) : openUnnamed(temporaryDirectory);
}

/**
 * Copies the files of a VM that does not run.
 *
 * @throws SuperminError `FORK_NO_SPACE`; the system's error. Nothing is open then
 */
export async function copyFiles(
  { memory, disks }: OwnFiles,
  { qemu, state }: { qemu: string; state: Buffer },
  make: MakeFile,
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
    const copied = keep(make('memory', fstatSync(memory).blocks * 512));
    const written = disks.layer.file;
    const layer = keep(make('layer', fstatSync(written).size));
    await Promise.all([copySparse(memory, copied), copySparse(written, layer)]);
    const file = keep(make('state', state.length));
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
