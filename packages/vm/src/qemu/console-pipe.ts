import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isMainThread } from 'node:worker_threads';
import {
  type BytePath,
  joinPath,
  makeTemporaryDirectory,
  removeTree,
  toSystemPath,
} from '@supermin/core';
import { mknod } from '../processes/mknod.ts';
import type { InheritedFiles } from './inherited-files.ts';

const { O_RDONLY, O_NONBLOCK, O_WRONLY } = constants;

/**
 * Makes standard output of QEMU, where its serial port is, a pipe. QEMU writes single bytes, and drops some where they are not taken
 * at once. What Node.js makes for a child's output is a socket, full after 278 of them; a pipe takes 64 KiB: a whole boot.
 *
 * @param inMain whether this is no worker thread. When one ends, Node.js closes what it has opened, by number: what a socket has closed
 *   before is somebody else's by then
 * @returns the end to read from; undefined where there can be no fifo, and all is as it was
 * @throws SuperminError `TMPDIR_*`
 */
export function inheritConsole(
  files: InheritedFiles,
  temporaryDirectory: BytePath,
  inMain: boolean = isMainThread,
): Readable | undefined {
  if (!inMain) return undefined;
  const place = makeTemporaryDirectory(temporaryDirectory);
  try {
    const path = joinPath(place, 'console');
    if (!mknod(path, 0o600, ['p'])) return undefined;
    const fd = openSync(toSystemPath(path), O_RDONLY | O_NONBLOCK);
    try {
      files.give(1, openSync(toSystemPath(path), O_WRONLY));
      return new Socket({ fd, readable: true, writable: false });
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  } finally {
    removeTree(place);
  }
}
