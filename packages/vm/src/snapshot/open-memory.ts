import { randomBytes } from 'node:crypto';
import { openSync, statfsSync, unlinkSync } from 'node:fs';
import { type BytePath, joinPath, toSystemPath } from '@supermin/core';
import { noRoomForMemory } from '../errors/snapshot.ts';

/** A filesystem in memory, on all Linux systems. */
const IN_MEMORY = '/dev/shm';

/** A file for reading and writing, which is gone when its descriptor is closed, however this process ends. */
export function openUnnamed(directory: BytePath): number {
  const file = toSystemPath(joinPath(directory, `supermin-${randomBytes(12).toString('hex')}`));
  const fd = openSync(file, 'wx+', 0o600);
  unlinkSync(file);
  return fd;
}

/**
 * A file for a guest's memory: in memory where there is room, else below `temporaryDirectory`.
 *
 * @param bytes that it may come to have. A guest whose memory cannot be written ends
 * @throws SuperminError `FORK_NO_SPACE`
 */
export function openMemory(temporaryDirectory: BytePath, bytes: number): number {
  for (const directory of [IN_MEMORY, temporaryDirectory]) {
    if (roomIn(directory) < bytes) continue;
    try {
      return openUnnamed(directory);
    } catch {
      // The next one, then.
    }
  }
  throw noRoomForMemory(temporaryDirectory, bytes);
}

function roomIn(directory: BytePath): number {
  try {
    const { bavail, bsize } = statfsSync(toSystemPath(directory));
    return bavail * bsize;
  } catch {
    return 0;
  }
}
