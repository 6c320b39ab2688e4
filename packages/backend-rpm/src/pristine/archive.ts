import { type BytePath, toSystemPath } from '@supermin/core';
import { type ArchiveMember, pipeProgram, readNewc } from '@supermin/core/backend';

/** The members of an .rpm. rpm2cpio undoes whatever compression it has. */
export function rpmMembers(archive: BytePath, signal: AbortSignal): AsyncIterable<ArchiveMember> {
  const args = [toSystemPath(archive).toString()];
  return readNewc(pipeProgram('rpm2cpio', args, { signal }), archive);
}
