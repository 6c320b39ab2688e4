import { type BytePath, toSystemPath } from '@supermin/core';
import { type ArchiveMember, programOutput, readTar } from '@supermin/core/backend';

/** The members of a .deb. dpkg-deb undoes whatever compression it has. */
export function debMembers(archive: BytePath, signal: AbortSignal): AsyncIterable<ArchiveMember> {
  const args = ['--fsys-tarfile', toSystemPath(archive).toString()];
  return readTar(programOutput('dpkg-deb', args, signal));
}
