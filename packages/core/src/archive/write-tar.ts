import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** A member to be written: a file, or a link if there is a `linkname`; root's. */
export interface NewMember {
  name: BytePath;
  mode: number;
  /** Seconds since the epoch. */
  mtime: number;
  content?: Uint8Array;
  linkname?: BytePath;
}

/** tar-stream makes a signed 32-bit number of the seconds. */
const PLAIN_TIMES = 2 ** 31;

/**
 * A whole tar archive, for contents that fit into memory. The same members give the same bytes.
 *
 * @throws SuperminError `ARCHIVE_NAME` for a name or link target that is not UTF-8: tar-stream cannot write it
 */
export async function encodeTar(members: readonly NewMember[]): Promise<Buffer> {
  // Loaded when an archive is made: it takes a tenth of the command's start.
  const { pack } = await import('./tar/tar-stream.ts');
  const archive = pack();
  for (const { name, mode, mtime, content, linkname } of members) {
    const plain = mtime >= 0 && mtime < PLAIN_TIMES;
    const header = {
      name: toUnicode(name),
      mode,
      mtime: new Date(plain ? mtime * 1000 : 0),
      // The time of a pax header counts.
      pax: plain ? undefined : { mtime: String(mtime) },
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
  const text = Buffer.from(path, 'latin1').toString('utf8');
  if (Buffer.from(text).toString('latin1') === path) return text;
  throw new SuperminError('ARCHIVE_NAME', `${displayPath(path)}: the name is not UTF-8`, {
    hint: 'no archive can be made with it: rename or remove the file',
  });
}
