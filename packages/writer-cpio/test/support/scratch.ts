import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';

/**
 * A directory for the tests of one file, removed when they are done, that everybody may write to; returns a function that
 * makes an empty directory in it.
 */
export function useScratch(): (name?: string) => string {
  let top = '';
  let made = 0;
  beforeAll(() => {
    top = mkdtempSync(join(realpathSync(tmpdir()), 'supermin-cpio-'));
    chmodSync(top, 0o777);
  });
  afterAll(() => remove(top));
  return (name = 'd') => {
    const directory = join(top, `${name}${made++}`);
    mkdirSync(directory);
    chmodSync(directory, 0o755);
    return directory;
  };
}

const mounts: string[] = [];

afterEach(() => {
  for (const directory of mounts.splice(0)) run('umount', directory);
});

/** Mounts a filesystem for the running test; false if that can't be done here. */
export function mount(directory: string, ...args: string[]): boolean {
  if (run('mount', ...args, directory) !== 0) return false;
  mounts.push(directory);
  return true;
}

export function run(program: string, ...args: string[]): number {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  return spawnSync(program, args, { env: { ...process.env, PATH } }).status ?? -1;
}

export function remove(directory: string): void {
  // Directories that may not be written to, for an ordinary user.
  run('chmod', '-R', 'u+rwx', directory);
  // Not `rmSync`, whose recursion ends at some 1,500 directories.
  run('rm', '-rf', directory);
}
