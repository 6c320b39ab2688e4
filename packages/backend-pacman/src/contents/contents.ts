import {
  type BytePath,
  type Host,
  Pacer,
  type PackageContents,
  type PackageFile,
  systemErrorCode,
} from '@supermin/core';
import type { FileLists } from '../database/file-lists.ts';
import type { InstalledPackage } from '../database/installed-package.ts';

/** The files of packages. */
export async function readContents(
  host: Host,
  lists: FileLists,
  packages: readonly InstalledPackage[],
  signal: AbortSignal,
): Promise<PackageContents[]> {
  const pacer = new Pacer(signal);
  const contents: PackageContents[] = [];
  for (const found of packages) {
    if (pacer.due()) await pacer.rest();
    const { backup } = lists.of(found);
    const files: PackageFile[] = lists.paths(found).map((path) => ({
      path,
      config: backup.has(path) || isFileBelowEtc(host, path),
    }));
    contents.push({ package: found, files });
  }
  return contents;
}

/**
 * supermin 5's rule for a config file; pacman's own list, `%BACKUP%`, adds those elsewhere, and those that the administrator
 * has removed or made a link of. A file that the user may not look at is none: build says so when it comes to it.
 */
function isFileBelowEtc(host: Host, path: BytePath): boolean {
  if (!path.startsWith('/etc/')) return false;
  try {
    return host.lstat(path)?.type === 'file';
  } catch (error) {
    if (systemErrorCode(error) === 'EACCES') return false;
    throw error;
  }
}
