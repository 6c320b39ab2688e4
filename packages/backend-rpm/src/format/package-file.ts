import { type BytePath, isSuperminError } from '@supermin/core';
import { fileDamaged } from '../errors.ts';
import { checkDigests } from './package-digests.ts';
import { type PackageFile, readParts } from './package-parts.ts';

/**
 * Opens an .rpm file, whose digests fit.
 *
 * @throws SuperminError `PACKAGE_DAMAGED`; an AbortError
 */
export async function openPackageFile(path: BytePath, signal: AbortSignal): Promise<PackageFile> {
  try {
    const opened = readParts(path);
    await checkDigests(path, opened, signal);
    return opened;
  } catch (error) {
    if (isSuperminError(error) && error.code === 'RPM_DAMAGED') throw fileDamaged(error);
    throw error;
  }
}
