import type { BytePath } from '@supermin/core';
import type { ArchiveEntry } from '@supermin/newc';
import { mknod } from '../processes/mknod.ts';
import { systemError } from './remove-old.ts';

/** Makes a device or a fifo. Throws a system error. */
export function makeNode(path: BytePath, entry: ArchiveEntry): void {
  const numbers = [String(entry.rdevMajor), String(entry.rdevMinor)];
  const kind = entry.type === 'fifo' ? ['p'] : [entry.type === 'block' ? 'b' : 'c', ...numbers];
  if (!mknod(path, entry.mode & 0o777, kind)) throw systemError('EPERM');
}
