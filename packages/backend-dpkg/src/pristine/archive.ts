import { type BytePath, toSystemPath } from '@supermin/core';
import { type ArchiveMember, pipeProgram, readTar } from '@supermin/core/backend';

/** The members of a .deb. dpkg-deb undoes whatever compression it has. */
export function debMembers(archive: BytePath, signal: AbortSignal): AsyncIterable<ArchiveMember> {
  const args = ['--fsys-tarfile', toSystemPath(archive).toString()];
  return readTar(pipeProgram('dpkg-deb', args, { signal }));
}
