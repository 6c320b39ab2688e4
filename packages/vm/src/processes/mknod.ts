import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { type BytePath, baseName, parentPath, toSystemPath } from '@supermin/core';
import { findHostProgram } from './find-host-program.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/**
 * mknod(2), which Node.js does not have: by mknod(1). The program does not run in the directory, which may have files of a VM, and gets
 * the directory itself, not a name: not every byte string can be one for a program. The last component must be printable ASCII.
 *
 * @param kind as mknod(1) has it: `p`, or `b` or `c` with two numbers
 * @returns whether it was made
 * @throws the system's error where the directory cannot be opened
 */
export function mknod(path: BytePath, mode: number, kind: readonly string[]): boolean {
  const name = baseName(path);
  const program = findHostProgram(['mknod']);
  if (program === undefined || !/^[\x20-\x7e]*$/.test(name)) return false;
  const directory = openSync(toSystemPath(parentPath(path)), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    const args = ['-m', mode.toString(8), '--', `/proc/self/fd/3/${name}`, ...kind];
    const stdio = ['ignore', 'ignore', 'ignore', directory] as const;
    return spawnSync(program, args, { cwd: '/', stdio: [...stdio] }).status === 0;
  } finally {
    closeSync(directory);
  }
}
