import { spawnSync } from 'node:child_process';
import { accessSync, constants, writeFileSync } from 'node:fs';

/** Documentation/admin-guide/sysctl/vm.rst: 3 frees the page cache, dentries and inodes that are clean. */
const FILE = '/proc/sys/vm/drop_caches';

export function mayDropCaches(): boolean {
  try {
    accessSync(FILE, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function dropCaches(): void {
  spawnSync('sync');
  writeFileSync(FILE, '3');
}
