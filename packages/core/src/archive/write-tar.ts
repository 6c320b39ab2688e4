import type { BytePath } from '../path/byte-path.ts';
import { encodeHeader, endOfArchive, padding } from './tar/encode-header.ts';

/** A member to be written: a file, or a link if there is a `linkname`; root's. */
export interface NewMember {
  name: BytePath;
  mode: number;
  /** Seconds since the epoch. */
  mtime: number;
  content?: Uint8Array;
  linkname?: BytePath;
}

/** A whole tar archive, for contents that fit into memory; names are bytes. The same members give the same bytes. */
export function encodeTar(members: readonly NewMember[]): Buffer {
  const parts = members.flatMap(({ name, mode, mtime, content = NOTHING, linkname }) => {
    const common = { name, mode, mtime, uid: 0, gid: 0, owner: 'root' };
    if (linkname !== undefined) return [encodeHeader({ ...common, type: '2', size: 0, linkname })];
    const header = encodeHeader({ ...common, type: '0', size: content.length });
    return [header, content, padding(content.length)];
  });
  return Buffer.concat([...parts, endOfArchive()]);
}

const NOTHING = new Uint8Array();
