import { statfsSync } from 'node:fs';
import { type BytePath, openNameless, toSystemPath } from '@supermin/core';
import { noRoomForMemory } from '../errors/snapshot.ts';

/** A filesystem in memory, on all Linux systems. */
const IN_MEMORY = '/dev/shm';

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
      return openNameless(directory);
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
