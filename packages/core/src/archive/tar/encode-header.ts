import type { BytePath } from '../../path/byte-path.ts';

const BLOCK = 512;

/** What a member is, in the header's own numbers; names as they stand in the archive. */
export interface TarHeader {
  name: BytePath;
  /** `typeflag`: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` fifo. */
  type: string;
  linkname?: BytePath;
  mode: number;
  uid: number;
  gid: number;
  /** Name of the user, and of the group, up to 31 ASCII characters. Absent: only the numbers count. */
  owner?: string;
  /** Bytes that follow. */
  size: number;
  /** Seconds since the epoch. */
  mtime: number;
  major?: number;
  minor?: number;
  xattrs?: ReadonlyMap<string, Uint8Array>;
}

/**
 * The header of a member, POSIX's `ustar`; what it has no room for stands in a `pax` header before it:
 *
 *     x header │ `27 path=some/very/long/name\n` `40 SCHILY.xattr.user.x=...\n` │ zeros │ ustar header
 */
export function encodeHeader(header: TarHeader): Buffer {
  const { name, linkname = '', size, uid, gid } = header;
  const mtime = Math.floor(header.mtime);
  const records = [
    ...tooLong('path', name),
    ...tooLong('linkpath', linkname),
    ...outOf('size', size, 8 ** 11),
    ...outOf('mtime', mtime, 8 ** 11),
    ...outOf('uid', uid, 8 ** 7),
    ...outOf('gid', gid, 8 ** 7),
    ...attributes(header.xattrs),
  ];
  const block = ustar({ ...header, mtime });
  if (records.length === 0) return block;
  const body = Buffer.concat(records);
  const common = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };
  const before = ustar({ ...common, name: 'pax', type: 'x', size: body.length });
  return Buffer.concat([before, body, padding(body.length), block]);
}

/** Zeros behind content up to the next block. */
export function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** What ends an archive. */
export function endOfArchive(): Buffer {
  return Buffer.alloc(2 * BLOCK);
}

function tooLong(key: string, text: BytePath): Buffer[] {
  return text.length > 100 ? [record(key, Buffer.from(text, 'latin1'))] : [];
}

function outOf(key: string, value: number, limit: number): Buffer[] {
  return value < 0 || value >= limit ? [record(key, Buffer.from(String(value)))] : [];
}

/** In the order of their names. GNU tar spells `=` and `%` of a name in another way. */
function attributes(xattrs: TarHeader['xattrs'] = new Map()): Buffer[] {
  return [...xattrs.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => {
      const spelled = name.replaceAll('%', '%25').replaceAll('=', '%3D');
      return record(`SCHILY.xattr.${spelled}`, value);
    });
}

/** The number in front is the length of all of it, its own digits too. */
function record(key: string, value: Uint8Array): Buffer {
  const rest = key.length + value.length + 3;
  let length = rest + 1;
  while (length < rest + String(length).length) length++;
  return Buffer.concat([Buffer.from(`${length} ${key}=`, 'latin1'), value, Buffer.from('\n')]);
}

function ustar(header: TarHeader): Buffer {
  const { name, linkname = '', type, mode, uid, gid, size, mtime, major = 0, minor = 0 } = header;
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number, at: number) =>
    block.write((value % 8 ** width).toString(8).padStart(width, '0'), at);
  block.write(name.slice(0, 100), 0, 'latin1');
  octal(mode, 7, 100);
  octal(uid, 7, 108);
  octal(gid, 7, 116);
  octal(size, 11, 124);
  octal(Math.max(0, mtime), 11, 136);
  block.write(' '.repeat(8) + type, 148);
  block.write(linkname.slice(0, 100), 157, 'latin1');
  block.write('ustar\x0000', 257);
  block.write(header.owner ?? '', 265);
  block.write(header.owner ?? '', 297);
  octal(major, 7, 329);
  octal(minor, 7, 337);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0`, 148);
  return block;
}
