import type { BytePath } from '@supermin/core';
import {
  type ArchiveMember,
  archiveDamaged,
  compressionOf,
  readArchiveFiles,
  readDecompressed,
  readTar,
} from '@supermin/core/backend';
import { type PackageInfo, parsePackageInfo } from '../format/package-info.ts';

const INFO: BytePath = '/.PKGINFO';

/** The members of a package file (`.pkg.tar.zst`, or another compression, known by the content). */
export function packageMembers(
  archive: BytePath,
  signal: AbortSignal,
): AsyncIterable<ArchiveMember> {
  const chunks = readDecompressed(archive, compressionOf(archive), signal);
  return readTar(chunks);
}

/** Up to the file that says what package it is: one of the first. */
async function* untilInfo(archive: BytePath, signal: AbortSignal): AsyncGenerator<ArchiveMember> {
  for await (const member of packageMembers(archive, signal)) {
    yield member;
    if (`/${member.name}` === INFO) return;
  }
}

/**
 * What a package file says of itself.
 *
 * @throws SuperminError `PACKAGE_DAMAGED`, `PROGRAM_MISSING`
 */
export async function readPackageInfo(
  archive: BytePath,
  signal: AbortSignal,
): Promise<PackageInfo> {
  const [info] = await readArchiveFiles(untilInfo, archive, new Set([INFO]), signal);
  if (info?.bytes === undefined) throw archiveDamaged(archive, 'it has no .PKGINFO');
  return parsePackageInfo(Buffer.from(info.bytes).toString('latin1'));
}
