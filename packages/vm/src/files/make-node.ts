import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { type BytePath, baseName, parentPath, toSystemPath } from '@supermin/core';
import type { ArchiveEntry } from '@supermin/newc';
import { findHostProgram } from '../processes/find-host-program.ts';
import { systemError } from './remove-old.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/**
 * Makes a device or a fifo. Node.js has no mknod(2). The program does not run in the directory, which has files of the VM, and gets
 * the directory itself, not a name: not every byte string can be one for a program. Throws a system error.
 */
export function makeNode(path: BytePath, entry: ArchiveEntry): void {
  const name = baseName(path);
  const program = findHostProgram(['mknod']);
  if (program === undefined || !/^[\x20-\x7e]*$/.test(name)) throw systemError('EPERM');
  const numbers = [String(entry.rdevMajor), String(entry.rdevMinor)];
  const kind = entry.type === 'fifo' ? ['p'] : [entry.type === 'block' ? 'b' : 'c', ...numbers];
  const mode = (entry.mode & 0o777).toString(8);
  const directory = openSync(toSystemPath(parentPath(path)), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    const { status } = spawnSync(program, ['-m', mode, '--', `/proc/self/fd/3/${name}`, ...kind], {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'ignore', directory],
    });
    if (status !== 0) throw systemError('EPERM');
  } finally {
    closeSync(directory);
  }
}
