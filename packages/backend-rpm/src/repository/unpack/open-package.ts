import {
  type BytePath,
  displayPath,
  isSuperminError,
  type RepositoryPackage,
} from '@supermin/core';
import { packageDamaged } from '@supermin/core/backend';
import { openPackageFile } from '../../format/package-file.ts';
import type { PackageFile } from '../../format/package-parts.ts';

/**
 * Opens the file of a repository's package. Errors name the package: the file is a temporary one.
 *
 * @throws SuperminError `PACKAGE_DAMAGED`; an AbortError
 */
export async function openPackage(
  file: BytePath,
  { name, version }: RepositoryPackage,
  signal: AbortSignal,
): Promise<PackageFile> {
  try {
    return await openPackageFile(file, signal);
  } catch (error) {
    if (!isSuperminError(error) || error.code !== 'PACKAGE_DAMAGED') throw error;
    throw packageDamaged(`${name} ${version}`, error.message.replace(`${displayPath(file)}: `, ''));
  }
}
