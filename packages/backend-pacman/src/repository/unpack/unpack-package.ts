import type { BytePath, RepositoryPackage, UnpackedFile } from '@supermin/core';
import { type ArchiveMember, digested, packageDamaged } from '@supermin/core/backend';
import { packageValues, parsePackageInfo } from '../../format/package-info.ts';
import { packageMembers } from '../../pristine/archive.ts';
import { type Metadata, MetadataReader } from './metadata.ts';

/** What is kept of a package beside its files. */
export interface PackageNotes {
  metadata: Metadata;
  /** As the database lists them: `usr/bin/`, `usr/bin/bash`. Complete when the last member has been read. */
  files: string[];
  /** MD5 of each file of `backup`, by the same names; complete then, too. */
  backup: Record<string, string>;
}

/**
 * A package file: what makepkg makes. Its first members tell of it, the others are its files.
 *
 * @throws SuperminError `PACKAGE_DAMAGED` for what is none, or another one
 */
export async function unpackPackage(
  file: BytePath,
  pkg: RepositoryPackage,
  signal: AbortSignal,
): Promise<UnpackedFile & { notes: PackageNotes & Record<string, unknown> }> {
  const fault = (problem: string) => packageDamaged(`${pkg.name} ${pkg.version}`, problem);
  const members = packageMembers(file, signal)[Symbol.asyncIterator]();
  const reader = new MetadataReader(fault);
  try {
    let next = await members.next();
    for (; !next.done && MetadataReader.isMetadata(next.value); next = await members.next()) {
      await reader.add(next.value);
    }
    const info = reader.files['.PKGINFO'] ?? '';
    refuseOther(info, pkg, fault);
    const notes = { metadata: reader.files, files: [] as string[], backup: {} };
    const backup = new Set(packageValues(info).get('backup'));
    const rest = (async function* () {
      try {
        for (; !next.done; next = await members.next()) {
          if (MetadataReader.isMetadata(next.value)) await reader.add(next.value);
          else yield noted(next.value, { notes, backup, fault });
        }
      } finally {
        await members.return?.();
      }
    })();
    return { members: rest, notes };
  } catch (error) {
    await members.return?.();
    throw error;
  }
}

function refuseOther(
  info: string,
  { name, version, arch }: RepositoryPackage,
  fault: (problem: string) => Error,
): void {
  if (info === '') throw fault('it is no package of pacman: it has no .PKGINFO');
  // The database has a line for each value, and an empty one ends a section.
  if (/[\0\r]/.test(info)) throw fault('its .PKGINFO has control characters');
  const found = parsePackageInfo(info);
  const isSame = found.name === name && found.version === version && found.arch === arch;
  if (!isSame) {
    throw fault(`the file is another package, ${found.name} ${found.version} ${found.arch}`);
  }
}

/** Names that the database can list: relative, in one spelling, on one line. */
const ODD_NAME = /^\/|\/\/|(?:^|\/)\.{1,2}(?:\/|$)|[\n\0]/;

interface Noting {
  notes: PackageNotes;
  /** Files whose digest is wanted. */
  backup: ReadonlySet<string>;
  fault: (problem: string) => Error;
}

function noted(member: ArchiveMember, { notes, backup, fault }: Noting): ArchiveMember {
  const { name, type } = member;
  if (ODD_NAME.test(name) || name === '') {
    throw fault(`no file can be called ${JSON.stringify(name)}`);
  }
  const plain = name.replace(/\/$/, '');
  notes.files.push(type === 'directory' ? `${plain}/` : plain);
  if (!backup.has(plain) || type !== 'file') return member;
  const done = (md5: string) => {
    notes.backup[plain] = md5;
  };
  return { ...member, content: digested(member.content, 'md5', done) };
}
