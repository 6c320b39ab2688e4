import { createHash } from 'node:crypto';
import type { BytePath, PackageFile, PristineFile } from '@supermin/core';
import type { ConfigFile } from '@supermin/core/backend';
import { type RecordedFile, recordedFiles } from '../contents/package-files.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import { DIGEST_ALGORITHMS } from '../format/digest-algorithms.ts';

/**
 * The config files of a package. One is as shipped if it has the digest, or the link target, that the database has recorded.
 * A %ghost has no original.
 */
export function* configFiles(
  found: InstalledPackage,
  files: readonly PackageFile[],
): Generator<ConfigFile> {
  const paths = new Set<BytePath>(files.filter(({ config }) => config).map(({ path }) => path));
  if (paths.size === 0) return;
  const algorithm = DIGEST_ALGORITHMS.get(found.record.files.digestAlgorithm);
  for (const recorded of recordedFiles(found)) {
    const { path, mode, ghost, missingOk } = recorded;
    if (!paths.has(path) || ghost) continue;
    yield {
      path,
      optional: missingOk,
      asShipped: (file) =>
        isAsShipped(file, recorded, algorithm) ? { ...file, mode: mode & 0o7777 } : undefined,
    };
  }
}

function isAsShipped(
  { bytes, linkTarget }: PristineFile,
  recorded: RecordedFile,
  algorithm: string | undefined,
): boolean {
  if (bytes === undefined) return recorded.linkTarget !== '' && linkTarget === recorded.linkTarget;
  if (algorithm === undefined || recorded.digest === '') return false;
  return createHash(algorithm).update(bytes).digest('hex') === recorded.digest;
}
