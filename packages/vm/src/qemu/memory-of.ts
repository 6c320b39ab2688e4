import { closeSync, fstatSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { attempt } from '@supermin/core';

/** What proc(5) shows of a file without a name that QEMU's `memory-backend-memfd` has made. */
const NAME = '/memfd:memory-backend-memfd';

/**
 * Opens the file without a name that a guest's memory is: it has no limit but this machine's memory, as a file in /dev/shm has, and is
 * never written to a disk, as one elsewhere is. Node.js can make none.
 *
 * @param size bytes
 * @throws Error if the process shows none; the system's error
 */
export function openMemoryOf(process: number | undefined, size: number): number {
  const directory = `/proc/${process}/fd`;
  for (const name of readdirSync(directory)) {
    // It may have been closed by now.
    const target = attempt(() => readlinkSync(`${directory}/${name}`));
    if (!target?.startsWith(NAME)) continue;
    const fd = openSync(`${directory}/${name}`, 'r');
    if (fstatSync(fd).size === size) return fd;
    closeSync(fd);
  }
  throw new Error("QEMU does not show the guest's memory");
}
