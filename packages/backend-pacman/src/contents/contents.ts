import type { BytePath, Host, PackageFile } from '@supermin/core';
import { permitted } from '@supermin/core/backend';
import type { FileLists } from '../database/file-lists.ts';
import type { InstalledPackage } from '../database/installed-package.ts';

/** The files of a package. */
export function packageFiles(host: Host, lists: FileLists, found: InstalledPackage): PackageFile[] {
  const { backup } = lists.of(found);
  return lists
    .paths(found)
    .map((path) => ({ path, config: backup.has(path) || isFileBelowEtc(host, path) }));
}

/**
 * supermin 5's rule for a config file; pacman's own list, `%BACKUP%`, adds those elsewhere, and those that the administrator
 * has removed or made a link of. A file that the user may not look at is none: build says so when it comes to it.
 */
function isFileBelowEtc(host: Host, path: BytePath): boolean {
  return path.startsWith('/etc/') && permitted(() => host.lstat(path))?.type === 'file';
}
