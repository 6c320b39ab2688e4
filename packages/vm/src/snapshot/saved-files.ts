import { fstatSync, writeSync } from 'node:fs';
import { type BytePath, openNameless } from '@supermin/core';
import { Descriptors } from '../qemu/descriptors.ts';
import { copySparse } from './copy-sparse.ts';
import { openMemory } from './open-memory.ts';
import type { OwnFiles } from './own-files.ts';

/** A VM as it was at one moment. Nothing writes to these files any more; what is restored from it has them open itself. */
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
    name === 'memory' ? openMemory(temporaryDirectory, bytes) : openNameless(temporaryDirectory);
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
  const opened = new Descriptors();
  const reopen = (fd: number) => opened.open(nameOf(fd));
  try {
    // Nobody writes to it: it will never be more than it is.
    const copied = opened.add(make('memory', fstatSync(memory).blocks * 512));
    const written = disks.layer.file;
    const layer = opened.add(make('layer', fstatSync(written).size));
    await Promise.all([copySparse(memory, copied), copySparse(written, layer)]);
    const file = opened.add(make('state', state.length));
    writeSync(file, state, 0, state.length, 0);
    const modules = disks.modules === undefined ? undefined : reopen(disks.modules);
    return {
      ...{ qemu, memory: copied, layer, state: file, root: reopen(disks.root), modules },
      close: () => opened.close(),
    };
  } catch (error) {
    opened.close();
    throw error;
  }
}
