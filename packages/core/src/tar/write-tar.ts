import { pack } from 'tar-stream';
import type { BytePath } from '../path/byte-path.ts';

/** A member to be written: a file, or a link if there is a `linkname`; root's. */
export interface NewMember {
  name: BytePath;
  mode: number;
  /** Seconds since the epoch. */
  mtime: number;
  content?: Uint8Array;
  linkname?: BytePath;
}

/** A whole tar archive, for contents that fit into memory. The same members give the same bytes. */
export async function encodeTar(members: readonly NewMember[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, mode, mtime, content, linkname } of members) {
    const header = {
      name: toUnicode(name),
      mode,
      mtime: new Date(mtime * 1000),
      uname: 'root',
      gname: 'root',
    };
    if (linkname === undefined) archive.entry(header, content ?? new Uint8Array());
    else archive.entry({ ...header, type: 'symlink', linkname: toUnicode(linkname) });
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** tar-stream encodes names as UTF-8: it is handed the text whose encoding these bytes are. */
function toUnicode(path: BytePath): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}
