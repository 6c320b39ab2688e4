import {
  type Host,
  Pacer,
  type PackageContents,
  type PackageFile,
  systemErrorCode,
} from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import { type RecordedFile, recordedFiles } from './package-files.ts';

/** The files of packages. A %ghost belongs to its package only once something has made it. */
export async function readContents(
  host: Host,
  packages: readonly InstalledPackage[],
  signal: AbortSignal,
): Promise<PackageContents[]> {
  const pacer = new Pacer(signal);
  const contents: PackageContents[] = [];
  for (const found of packages) {
    if (pacer.due()) await pacer.rest();
    const files = recordedFiles(found).filter((file) => !file.ghost || isThere(host, file));
    contents.push({ package: found, files: files.map(packageFile) });
  }
  return contents;
}

function packageFile({ path, config, documentation, ghost }: RecordedFile): PackageFile {
  return {
    path,
    config,
    ...(documentation && { documentation }),
    ...(ghost && { ghost }),
  };
}

function isThere(host: Host, { path }: RecordedFile): boolean {
  try {
    return host.lstat(path) !== undefined;
  } catch (error) {
    // Build says so better when it comes to it.
    if (systemErrorCode(error) === 'EACCES') return true;
    throw error;
  }
}
