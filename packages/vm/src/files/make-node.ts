import { spawnSync } from 'node:child_process';
import { type BytePath, baseName, parentPath, toSystemPath } from '@supermin/core';
import type { ArchiveEntry } from '@supermin/newc';

/** Makes a device or a fifo. Node.js has no mknod(2). Throws a system error. */
export function makeNode(path: BytePath, entry: ArchiveEntry): void {
  const name = `./${baseName(path)}`;
  const isAscii = /^[\x20-\x7e]*$/.test(name);
  const numbers = [String(entry.rdevMajor), String(entry.rdevMinor)];
  const kind = entry.type === 'fifo' ? ['p'] : [entry.type === 'block' ? 'b' : 'c', ...numbers];
  const mode = (entry.mode & 0o777).toString(8);
  const { status } = isAscii
    ? spawnSync('mknod', ['-m', mode, '--', name, ...kind], {
        cwd: toSystemPath(parentPath(path)).toString(),
        stdio: 'ignore',
      })
    : { status: 1 };
  if (status !== 0) throw Object.assign(new Error('mknod failed'), { code: 'EPERM' });
}
