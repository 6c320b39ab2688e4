import { SuperminError } from '../errors/supermin-error.ts';
import { ByteSource } from './byte-source.ts';
import { BLOCK, decodeHeader, isHeader, type TarHeader } from './header.ts';
import { decodePax, type PaxRecords } from './pax.ts';

/** A name or a pax header longer than this is damage. */
const LONG_HEADER_LIMIT = 1 << 20;

const FILE_TYPES = new Set(['\0', '0', '7']);

/** A member as the archive tells it: nothing in it has been checked, names may be anything. */
export interface TarMember extends TarHeader {
  /** `0` for every regular file, `S` for every sparse one; otherwise the character of the format. */
  type: string;
  /** Extended attributes by full name. */
  xattrs: ReadonlyMap<string, Uint8Array>;
  /** `size` bytes; empty for what is no regular file. To be read, if at all, before the next member is asked for. */
  content: AsyncIterable<Buffer>;
}

/**
 * The members of a tar archive, v7, ustar, GNU or pax, in one pass over `chunks`.
 *
 * Names, link targets and attributes are bytes, also where a pax header has them. Ends at the end mark (a block of
 * zeros), as tar does, but reads on to the end of the stream: a damaged gzip shows only there.
 *
 * @throws SuperminError `ARCHIVE_DAMAGED`, with the offset, without a file name
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const source = new ByteSource(chunks);
  const global: PaxRecords = new Map();
  let pending: PaxRecords = new Map();
  try {
    for (;;) {
      const block = await source.read(BLOCK);
      if (block.length < BLOCK) throw cutOff(source);
      if (block.every((byte) => byte === 0)) return await source.drain();
      const header = isHeader(block) ? decodeHeader(block) : undefined;
      if (header === undefined || header.size < 0) throw damaged(source, 'is not a tar header');
      if (isLongHeader(header.type)) {
        const records = await readLongHeader(source, header);
        for (const [key, value] of records)
          (header.type === 'g' ? global : pending).set(key, value);
        continue;
      }
      const member = withRecords(header, new Map([...global, ...pending]), source);
      pending = new Map();
      const end = source.position + member.size;
      yield { ...member, content: source.stream(member.size) };
      await skip(source, end);
    }
  } finally {
    await source.close();
  }
}

function isLongHeader(type: string): boolean {
  return type === 'x' || type === 'g' || type === 'L' || type === 'K';
}

/** A pax header, or GNU tar's way to say a long name (L) or link target (K): all become pax records. */
async function readLongHeader(source: ByteSource, header: TarHeader): Promise<PaxRecords> {
  if (header.size > LONG_HEADER_LIMIT) throw damaged(source, 'has a name of impossible length');
  const start = source.position;
  const bytes = await source.read(header.size);
  if (bytes.length < header.size) throw cutOff(source);
  await skip(source, start + header.size);
  if (header.type === 'x' || header.type === 'g') {
    const records = decodePax(bytes);
    if (records === undefined) throw damaged(source, 'has a damaged pax header');
    return records;
  }
  const value = bytes.toString('latin1').replace(/\0.*$/s, '');
  return new Map([[header.type === 'L' ? 'path' : 'linkpath', value]]);
}

function withRecords(
  header: TarHeader,
  records: PaxRecords,
  source: ByteSource,
): Omit<TarMember, 'content'> {
  const integer = (key: string, plain: number): number => {
    const value = records.get(key) || undefined;
    if (value === undefined) return plain;
    if (!/^\d{1,15}$/.test(value)) throw damaged(source, `has a wrong ${key} in its pax header`);
    return Number(value);
  };
  const name = records.get('path') || header.name;
  const type = kind(header.type, name, records);
  const mtime = Number(records.get('mtime') || header.mtime);
  if (!Number.isFinite(mtime)) throw damaged(source, 'has a wrong mtime in its pax header');
  return {
    ...header,
    name,
    type,
    // Links, devices and directories have no content, whatever their size says.
    size: type >= '1' && type <= '6' ? 0 : integer('size', header.size),
    uid: integer('uid', header.uid),
    gid: integer('gid', header.gid),
    mtime,
    linkname: records.get('linkpath') || header.linkname,
    xattrs: extendedAttributes(records),
  };
}

function kind(type: string, name: string, records: PaxRecords): string {
  if (!FILE_TYPES.has(type)) return type;
  // Before POSIX a directory was a file whose name ends in a slash.
  if (name.endsWith('/')) return '5';
  // A sparse file in a pax archive looks like a plain one, but the map of its holes stands before its bytes.
  return [...records.keys()].some((key) => key.startsWith('GNU.sparse.')) ? 'S' : '0';
}

const XATTR = 'SCHILY.xattr.';

function extendedAttributes(records: PaxRecords): ReadonlyMap<string, Uint8Array> {
  const xattrs = new Map<string, Uint8Array>();
  for (const [key, value] of records) {
    if (key.startsWith(XATTR)) {
      xattrs.set(key.slice(XATTR.length), Buffer.from(value, 'latin1'));
    }
  }
  return xattrs;
}

/** Moves on to the block that follows `end`. */
async function skip(source: ByteSource, end: number): Promise<void> {
  const target = Math.ceil(end / BLOCK) * BLOCK;
  for await (const _ of source.stream(target - source.position));
  if (source.position < target) throw cutOff(source);
}

function cutOff(source: ByteSource): SuperminError {
  return new SuperminError(
    'ARCHIVE_DAMAGED',
    `the archive is cut off: it ends at byte ${source.position}, without an end mark`,
  );
}

function damaged(source: ByteSource, what: string): SuperminError {
  return new SuperminError(
    'ARCHIVE_DAMAGED',
    `the archive is damaged: what ends at byte ${source.position} ${what}`,
  );
}
