import type { Host, PackageFile } from '@supermin/core';
import { permitted } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import { type RecordedFile, recordedFiles } from './package-files.ts';

/** The files of a package. A %ghost belongs to its package only once something has made it. */
export function packageFiles(host: Host, found: InstalledPackage): PackageFile[] {
  return recordedFiles(found)
    .filter((file) => !file.ghost || mayBeThere(host, file))
    .map(({ path, config, documentation, ghost }) => ({ path, config, documentation, ghost }));
}

/** Of a file that the user may not look at, build says so when it comes to it. */
function mayBeThere(host: Host, { path }: RecordedFile): boolean {
  const look = permitted(() => ({ status: host.lstat(path) }));
  return look === undefined || look.status !== undefined;
}
