import type { RunOptions } from '@supermin/vm';

type Disk = NonNullable<RunOptions['disks']>[number];

/** Parses `FILE[:ro|:rw]`; a file whose name ends so is given with `:rw` or `:ro` behind it. */
export function parseDisk(text: string): Disk {
  const [, file = text, mode] = /^(.+):(r[ow])$/s.exec(text) ?? [];
  return { file, readOnly: mode === 'ro' };
}
