import { fstatSync, ftruncateSync, writeSync } from 'node:fs';
import { type BytePath, makeTemporaryDirectory, openNameless, removeTree } from '@supermin/core';
import { Descriptors } from '../qemu/descriptors.ts';
import type { OpenDisks } from '../qemu/running-qemu.ts';
import { copySparse } from './copy-sparse.ts';
import { encodeEmptyLayer } from './empty-layer.ts';
import { openMemory } from './open-memory.ts';

/** What a VM has to itself that others can be made from: its memory, and what it writes to its root. */
export interface OwnFiles {
  memory: number;
  disks: OpenDisks;
  /** A private directory for the socket that its state goes over. */
  directory: number;
  /** Closes all of them. */
  close(): void;
}

/** What it begins with. Descriptors stay the caller's. */
export interface Beginning {
  root: BytePath;
  modules: BytePath | undefined;
  /** Of a VM that it is restored from. Default: empty. */
  memory?: number | undefined;
  /** What was written to the root. Default: nothing. */
  layer?: number | undefined;
}

/**
 * Makes the files of a VM.
 *
 * @param size bytes of its memory
 * @throws SuperminError `FORK_NO_SPACE`, `TMPDIR_*`; the system's error. Nothing is open then
 */
export async function makeOwnFiles(
  beginning: Beginning,
  { temporaryDirectory, size }: { temporaryDirectory: BytePath; size: number },
): Promise<OwnFiles> {
  const place = makeTemporaryDirectory(temporaryDirectory);
  const opened = new Descriptors();
  const close = () => {
    opened.close();
    removeTree(place);
  };
  try {
    const root = opened.open(beginning.root);
    const { modules: image } = beginning;
    const modules = image === undefined ? undefined : opened.open(image);
    const layer = opened.add(openNameless(place));
    if (beginning.layer !== undefined) await copySparse(beginning.layer, layer);
    else writeSync(layer, encodeEmptyLayer(fstatSync(root).size), null, null, 0);
    const memory = opened.add(openMemory(temporaryDirectory, size));
    if (beginning.memory !== undefined) await copySparse(beginning.memory, memory);
    else ftruncateSync(memory, size);
    const directory = opened.open(place);
    const disks = { root, modules, layer: { file: layer, written: true } };
    return { memory, disks, directory, close };
  } catch (error) {
    close();
    throw error;
  }
}
