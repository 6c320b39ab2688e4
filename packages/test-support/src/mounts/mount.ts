import { spawnSync } from 'node:child_process';
import { afterEach } from 'vitest';

const mounts: string[] = [];

afterEach(() => {
  for (const directory of mounts.splice(0)) spawnSync('umount', [directory]);
});

/** Mounts a filesystem for the running test; false where that is not possible. */
export function mount(directory: string, ...args: string[]): boolean {
  if (spawnSync('mount', [...args, directory]).status !== 0) return false;
  mounts.push(directory);
  return true;
}
