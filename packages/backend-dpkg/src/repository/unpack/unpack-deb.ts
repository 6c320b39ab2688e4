import type { BytePath, RepositoryPackage, UnpackedFile } from '@supermin/core';
import {
  type ArchiveMember,
  digested,
  packageDamaged,
  readTar,
  unpackPart,
} from '@supermin/core/backend';
import { stanzaFields } from '../index/stanza-fields.ts';
import { type ArMember, arMembers } from './ar.ts';
import { type ControlFiles, conffilePaths, readControlFiles } from './control-files.ts';

/** What is kept of a package beside its files. */
export interface DebNotes {
  /** Files of control.tar. */
  control: ControlFiles;
  /** MD5 of each conffile, by path. Complete when the last member has been read. */
  conffiles: Record<BytePath, string>;
}

/**
 * A package file: deb(5).
 *
 * @throws SuperminError `PACKAGE_DAMAGED` for what is none, or another one
 */
export async function unpackDeb(
  file: BytePath,
  pkg: RepositoryPackage,
  signal: AbortSignal,
): Promise<UnpackedFile & { notes: DebNotes & Record<string, unknown> }> {
  const fault = (problem: string) => packageDamaged(`${pkg.name} ${pkg.version}`, problem);
  const members = arMembers(file);
  if (members?.[0]?.name !== 'debian-binary') throw fault('it is no Debian package');
  const open = (beginning: string) => {
    const member = members.find(({ name }) => name.startsWith(beginning));
    const chunks = member && decompressed(file, member, signal);
    if (chunks === undefined) throw fault(`it has no ${beginning} that can be read`);
    return chunks;
  };
  const control = await readControlFiles(open('control.tar'), fault);
  refuseOther(control, pkg, fault);
  const conffiles: Record<BytePath, string> = {};
  const wanted = conffilePaths(control);
  return {
    members: withDigests(readTar(open('data.tar')), wanted, conffiles),
    notes: { control, conffiles },
  };
}

/** Unpacked by what the ending of its name says; undefined for an ending that is not known. */
function decompressed(
  path: BytePath,
  member: ArMember,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> | undefined {
  const ending = /^[a-z]+\.tar(?:\.([a-z0-9]+))?$/.exec(member.name);
  return ending === null ? undefined : unpackPart(path, member, ending[1] ?? '', signal);
}

const IDENTITY: ReadonlySet<string> = new Set(['package', 'version', 'architecture']);

function refuseOther(
  { control = '' }: ControlFiles,
  { name, version, arch }: RepositoryPackage,
  fault: (problem: string) => Error,
): void {
  // dpkg's status file has all of them, one behind the other: what follows would be another package.
  if (/(?:^|\n)[ \t\r]*\n/.test(control.trimEnd()))
    throw fault('its control file has a blank line');
  const fields = stanzaFields(control.trimEnd(), IDENTITY);
  const found = [...IDENTITY].map((field) => fields.get(field) ?? '?');
  if (found.join(' ') === `${name} ${version} ${arch}`) return;
  throw fault(`the file is another package, ${found.join(' ')}`);
}

/** Takes the MD5 of conffiles on the way. */
async function* withDigests(
  members: AsyncIterable<ArchiveMember>,
  wanted: ReadonlySet<string>,
  digests: Record<BytePath, string>,
): AsyncGenerator<ArchiveMember> {
  for await (const member of members) {
    const path = `/${member.name.replace(/^\.?\/+/, '')}`;
    yield wanted.has(path) && member.type === 'file'
      ? { ...member, content: digested(member.content, 'md5', (md5) => (digests[path] = md5)) }
      : member;
  }
}
