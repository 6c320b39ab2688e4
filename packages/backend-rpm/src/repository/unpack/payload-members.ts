import type { ArchiveMember } from '@supermin/core/backend';
import { ByteReader } from './byte-reader.ts';
import { encodeCapabilities } from './capabilities.ts';
import type { HeaderFile } from './header-files.ts';
import { nextMember, padding } from './payload.ts';

type MemberType = ArchiveMember['type'];

const TYPES: Readonly<Record<number, MemberType>> = {
  1: 'fifo',
  2: 'character-device',
  4: 'directory',
  6: 'block-device',
  8: 'file',
  10: 'symlink',
  12: 'socket',
};

const REGULAR = 8;
const SYMLINK = 10;

/** Bytes of a link's target in the payload, which the header has as well. */
const LONGEST_TARGET = 65536;

/**
 * The members of a payload with what the header says of them. Owners are root's: names are nobody before there is a root.
 *
 * @param fault makes the error for what the header does not have
 */
export async function* payloadMembers(
  chunks: AsyncIterable<Uint8Array>,
  files: readonly HeaderFile[],
  fault: (problem: string) => Error,
): AsyncGenerator<ArchiveMember> {
  const reader = new ByteReader(chunks, fault);
  const left = new Map(files.map((file, index) => [file.path, index]));
  const names = namesLeft([...left.values()].map((index) => files[index]!));
  const firstNames = new Map<string, string>();
  try {
    for (;;) {
      const found = await nextMember(reader, fault);
      if (found === undefined) return;
      const index = found.index ?? left.get(`/${found.name!.replace(/^\.?\/+/, '')}`);
      const file = index === undefined ? undefined : files[index];
      if (file === undefined || !left.delete(file.path)) {
        throw fault(
          `its payload has a file that is not in its header, or twice: ${found.name ?? index}`,
        );
      }
      const others = names.get(file.inode)! - 1;
      names.set(file.inode, others);
      const size = found.size ?? sizeInPayload(file, others);
      yield* memberOf(reader, file, { size, firstNames, fault });
    }
  } finally {
    await reader.close();
  }
}

/** How many names of each file are still to come, by its inode. Looking through all files for each of them takes the square of their number. */
function namesLeft(files: readonly HeaderFile[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const { inode } of files) names.set(inode, (names.get(inode) ?? 0) + 1);
  return names;
}

/**
 * Where the archive does not tell: content comes with the last name of a file.
 *
 * @param others names of it that are still to come
 */
function sizeInPayload(file: HeaderFile, others: number): number {
  const type = file.mode >> 12;
  if (type === SYMLINK) return file.linkTarget.length;
  if (type !== REGULAR) return 0;
  return others === 0 ? file.size : 0;
}

interface MemberPlace {
  size: number;
  /** Of files with several names: the one that came first. */
  firstNames: Map<string, string>;
  fault: (problem: string) => Error;
}

async function* memberOf(
  reader: ByteReader,
  file: HeaderFile,
  { size, firstNames, fault }: MemberPlace,
): AsyncGenerator<ArchiveMember> {
  const kind = file.mode >> 12;
  const name = `.${file.path}`;
  const first = kind === REGULAR ? firstNames.get(file.inode) : undefined;
  if (kind === REGULAR && first === undefined) firstNames.set(file.inode, name);
  const isFile = kind === REGULAR;
  if (isFile && size !== 0 && size !== file.size)
    throw fault(`${file.path} has another size than its header says`);
  if (!isFile && size > LONGEST_TARGET) throw fault(`${file.path} has content, and is no file`);
  let isRead = false;
  const content = {
    async *[Symbol.asyncIterator]() {
      isRead = true;
      yield* reader.stream(size);
    },
  };
  yield {
    ...{ name, type: first === undefined ? (TYPES[kind] ?? 'unknown') : 'link' },
    linkname: kind === SYMLINK ? file.linkTarget : (first ?? ''),
    ...{ mode: file.mode & 0o7777, uid: 0, gid: 0, size: isFile ? size : 0, mtime: file.mtime },
    ...{ major: file.major, minor: file.minor, lostXattrs: [] },
    xattrs: attributesOf(file, fault),
    content: isFile ? content : { async *[Symbol.asyncIterator]() {} },
  };
  if (!isRead) await reader.skip(size);
  await reader.skip(padding(size));
}

function attributesOf(
  { capabilities, path }: HeaderFile,
  fault: (problem: string) => Error,
): ReadonlyMap<string, Uint8Array> {
  const value = encodeCapabilities(capabilities);
  if (value === null) throw fault(`${path} has invalid capabilities: ${capabilities}`);
  return new Map(value === undefined ? [] : [['security.capability', value]]);
}
