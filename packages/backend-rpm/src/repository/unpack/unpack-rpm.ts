import { type BytePath, ownEntry, type RepositoryPackage, type UnpackedFile } from '@supermin/core';
import { packageDamaged, unpackPart } from '@supermin/core/backend';
import type { PackageFile } from '../../format/package-parts.ts';
import { Tag } from '../../format/tags.ts';
import { evrText } from '../index/dependency-text.ts';
import { headerFiles } from './header-files.ts';
import { notesOf, type RpmNotes } from './notes.ts';
import { openPackage } from './open-package.ts';
import { payloadMembers } from './payload-members.ts';

/** Endings that stand for what a header calls a compressor. */
const COMPRESSORS: Readonly<Record<string, string>> = {
  gzip: 'gz',
  xz: 'xz',
  lzma: 'lzma',
  bzip2: 'bz2',
  zstd: 'zst',
  identity: '',
};

/**
 * Opens an .rpm file.
 *
 * @throws SuperminError `PACKAGE_DAMAGED`
 */
export async function unpackRpm(
  file: BytePath,
  pkg: RepositoryPackage,
  signal: AbortSignal,
): Promise<UnpackedFile & { notes: RpmNotes & Record<string, unknown> }> {
  const fault = (problem: string) => packageDamaged(`${pkg.name} ${pkg.version}`, problem);
  const opened = await openPackage(file, pkg, signal);
  refuseOther(opened, pkg, fault);
  const files = headerFiles(opened.header);
  if (files === undefined) throw fault('the file lists in its header differ in length');
  const compressor = opened.header.string(Tag.payloadCompressor) ?? 'gzip';
  const ending = ownEntry(COMPRESSORS, compressor);
  const chunks =
    ending === undefined ? undefined : unpackPart(file, opened.payload, ending, signal);
  if (chunks === undefined) throw fault(`its payload is packed by ${compressor}`);
  return { members: payloadMembers(chunks, files, fault), notes: notesOf(opened, files) };
}

function refuseOther(
  { header }: PackageFile,
  { name, version, arch }: RepositoryPackage,
  fault: (problem: string) => Error,
): void {
  const text = (tag: number) => header.string(tag) ?? '?';
  const epoch = header.numbers(Tag.epoch)?.[0];
  const evr = evrText(epoch?.toString(), text(Tag.version), text(Tag.release));
  const found = `${text(Tag.name)} ${evr} ${text(Tag.arch)}`;
  if (found !== `${name} ${version} ${arch}`) throw fault(`the file is another package, ${found}`);
}
