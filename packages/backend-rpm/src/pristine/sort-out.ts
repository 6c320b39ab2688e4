import { createHash } from 'node:crypto';
import {
  type BytePath,
  type Host,
  Pacer,
  type PristineFile,
  systemErrorCode,
} from '@supermin/core';
import { type RecordedFile, recordedFiles } from '../contents/package-files.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import { readInstalled } from './installed-files.ts';
import type { PackageFiles, PristineContext } from './pristine.ts';

/** RFC 4880, section 9.4; rpm has used MD5 (up to 4.5), SHA-1 and SHA-256. */
const DIGEST_ALGORITHMS: ReadonlyMap<number, string> = new Map([
  [1, 'md5'],
  [2, 'sha1'],
  [8, 'sha256'],
  [9, 'sha384'],
  [10, 'sha512'],
  [11, 'sha224'],
]);

/** A package whose archive is needed, and which files from it. */
export interface ChangedPackage {
  package: InstalledPackage;
  shipped: ReadonlyMap<BytePath, RecordedFile>;
}

export interface SortedOut {
  /** As on the host, which is as shipped. */
  unchanged: PristineFile[];
  changed: ChangedPackage[];
}

/**
 * Which config files are pristine on the host: those with the digest, or the link target, that the database has recorded.
 * A %ghost has no original, so it is neither.
 */
export async function sortOut(
  { host, signal }: PristineContext,
  packages: readonly PackageFiles[],
): Promise<SortedOut> {
  const pacer = new Pacer(signal);
  const unchanged: PristineFile[] = [];
  const changed: ChangedPackage[] = [];
  for (const { package: found, paths } of packages) {
    if (paths.size === 0) continue;
    const algorithm = DIGEST_ALGORITHMS.get(found.record.files.digestAlgorithm);
    const shipped = new Map<BytePath, RecordedFile>();
    for (const file of recordedFiles(found)) {
      if (!paths.has(file.path) || file.ghost) continue;
      if (pacer.due()) await pacer.rest();
      const pristine = readPristine(host, file, algorithm);
      if (pristine === undefined) shipped.set(file.path, file);
      else unchanged.push(pristine);
    }
    if (shipped.size > 0) changed.push({ package: found, shipped });
  }
  return { unchanged, changed };
}

function readPristine(
  host: Host,
  file: RecordedFile,
  algorithm: string | undefined,
): PristineFile | undefined {
  try {
    const found = readInstalled(host, file.path);
    if (found === undefined || !isAsShipped(found, file, algorithm)) return undefined;
    return { ...found, mode: file.mode & 0o7777 };
  } catch (error) {
    // Whether a file that the user may not read is pristine cannot be told.
    if (systemErrorCode(error) === 'EACCES') return undefined;
    throw error;
  }
}

function isAsShipped(
  { bytes, linkTarget }: PristineFile,
  file: RecordedFile,
  algorithm: string | undefined,
): boolean {
  if (bytes === undefined) return file.linkTarget !== '' && linkTarget === file.linkTarget;
  if (algorithm === undefined || file.digest === '') return false;
  return createHash(algorithm).update(bytes).digest('hex') === file.digest;
}
