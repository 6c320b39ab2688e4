import type { ArchiveEntry, EntryType, NewcArchive } from '@supermin/newc';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import type { ArchiveMember, MemberType } from './member.ts';

const TYPES: Readonly<Record<EntryType, MemberType>> = {
  file: 'file',
  directory: 'directory',
  symlink: 'symlink',
  character: 'character-device',
  block: 'block-device',
  fifo: 'fifo',
  socket: 'socket',
};

/** Opens what follows an archive, decompressed; undefined where that cannot be done. @param offset in the archive */
export type OpenRest = (offset: number) => AsyncIterable<Uint8Array> | undefined;

/**
 * The members of a cpio archive in the format newc, in one pass: supermin 4's base images, and any initramfs: several archives,
 * one behind the other, of which the last may be compressed.
 *
 * Names of one inode come as the format has them, in any order and with the content at any of them: the first is a file, the
 * others are links to it.
 *
 * @param name the archive, for messages
 * @throws SuperminError `ARCHIVE_DAMAGED`; NewcError, which names the archive; whatever `chunks` throws
 */
export async function* readNewc(
  chunks: AsyncIterable<Uint8Array>,
  name: BytePath,
  openRest?: OpenRest,
): AsyncGenerator<ArchiveMember> {
  // Loaded when there is such an archive.
  const { NewcArchive: Archive } = await import('@supermin/newc');
  const archive: NewcArchive = new Archive(chunks, displayPath(name));
  const firstNames = new Map<string, BytePath>();
  for await (const entry of archive) yield await member(entry, firstNames);
  if (archive.rest === undefined) return;
  const { offset, compression } = archive.rest;
  await archive.rest.chunks.return?.(undefined);
  const rest = openRest?.(offset);
  if (rest === undefined) throw compressedRest(name, offset, compression);
  yield* readNewc(rest, name);
}

function compressedRest(name: BytePath, offset: number, compression: string): SuperminError {
  return new SuperminError(
    'ARCHIVE_DAMAGED',
    `${displayPath(name)}: what follows the cpio archive, at offset ${offset}, is compressed (${compression})`,
    { hint: 'unpack it, and make one archive of it' },
  );
}

async function member(
  entry: ArchiveEntry,
  firstNames: Map<string, BytePath>,
): Promise<ArchiveMember> {
  const first = entry.type === 'file' && entry.nlink > 1 ? firstName(entry, firstNames) : undefined;
  const linkname = entry.type === 'symlink' ? await entry.linkTarget() : (first ?? '');
  return {
    name: entry.name,
    type: first === undefined ? TYPES[entry.type] : 'link',
    linkname,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    size: entry.type === 'file' ? entry.size : 0,
    mtime: entry.mtime,
    major: entry.rdevMajor,
    minor: entry.rdevMinor,
    xattrs: new Map(),
    lostXattrs: [],
    content: { [Symbol.asyncIterator]: () => entry.chunks() },
  };
}

/** The name under which this inode came already. */
function firstName(
  { segment, devMajor, devMinor, ino, name }: ArchiveEntry,
  firstNames: Map<string, BytePath>,
): BytePath | undefined {
  const inode = `${segment}:${devMajor}:${devMinor}:${ino}`;
  const first = firstNames.get(inode);
  if (first === undefined) firstNames.set(inode, name);
  return first;
}
