import { rmSync } from 'node:fs';
import { type BytePath, LockFile, toSystemPath } from '@supermin/core';
import { lockOf, namesIn, socketOf } from './address.ts';
import { dial } from './dial.ts';

/** Calls while no other process takes or clears a name in this directory. */
export async function withNames<T>(directory: BytePath, work: () => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  const lock = await LockFile.acquire(lockOf(directory), { signal, report: () => {} });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Removes the socket of a supervisor that was killed. */
export async function clearIfStale(directory: BytePath, name: string): Promise<void> {
  if (!namesIn(directory).includes(name)) return;
  await withNames(directory, () => removeIfStale(directory, name));
}

/** For who has the names. @returns the process that has the name, if it has said so, when somebody has it */
export async function removeIfStale(
  directory: BytePath,
  name: string,
): Promise<{ pid: number | undefined } | undefined> {
  const path = socketOf(directory, name);
  try {
    const connection = await dial(path, name);
    if (connection !== undefined) {
      connection.socket.destroy();
      return { pid: connection.info.pid };
    }
  } catch {
    return { pid: undefined };
  }
  rmSync(toSystemPath(path), { force: true });
  return undefined;
}
