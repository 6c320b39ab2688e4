import { BLOCK, encodeHeader, type TarHeader } from './header.ts';
import { encodePax } from './pax.ts';

/** A member to be written; the rest of its header is that of a file of root's without content. */
export interface NewMember extends Partial<Omit<TarHeader, 'size'>> {
  name: string;
  mode: number;
  mtime: number;
  content?: Uint8Array;
}

/** tar writes in records of 20 blocks. */
const RECORD = 20 * BLOCK;

/**
 * A whole tar archive, for contents that fit into memory: POSIX ustar, with a pax header only where a value needs it.
 * The same members give the same bytes.
 */
export function encodeTar(members: readonly NewMember[]): Buffer {
  const parts = members.flatMap(encodeMember);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(2 * BLOCK + padding(length + 2 * BLOCK, RECORD));
  return Buffer.concat([...parts, end]);
}

function encodeMember({ content = new Uint8Array(), ...member }: NewMember): Uint8Array[] {
  const header: TarHeader = {
    uid: 0,
    gid: 0,
    type: '0',
    linkname: '',
    major: 0,
    minor: 0,
    ...member,
    size: content.length,
  };
  const pad = Buffer.alloc(padding(content.length, BLOCK));
  const plain = encodeHeader(header);
  if (plain !== undefined) return [plain, content, pad];
  const records = encodePax(
    new Map([
      ['path', header.name],
      ['linkpath', header.linkname],
      ['mtime', String(header.mtime)],
      ['uid', String(header.uid)],
      ['gid', String(header.gid)],
    ]),
  );
  // What the records say need not fit here. POSIX leaves the name of a pax header's own member open.
  const short = {
    ...header,
    name: header.name.slice(0, 100),
    linkname: header.linkname.slice(0, 100),
    mtime: 0,
    uid: 0,
    gid: 0,
  };
  const extended = { ...short, name: 'pax', linkname: '', type: 'x', size: records.length };
  return [
    encodeHeader(extended)!,
    records,
    Buffer.alloc(padding(records.length, BLOCK)),
    encodeHeader(short)!,
    content,
    pad,
  ];
}

function padding(length: number, unit: number): number {
  return (unit - (length % unit)) % unit;
}
