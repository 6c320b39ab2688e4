import type { extract as Extract, Header, Extract as Unpack } from 'tar-stream';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, fromUnicode } from '../path/byte-path.ts';
import type { ArchiveMember, MemberType } from './member.ts';

export const BLOCK = 512;

/** Options that tar-stream's own types leave out: names as bytes, and no chunk asked for before the last is used up. */
const OPTIONS = { filenameEncoding: 'latin1', highWaterMark: 1 } as Parameters<typeof Extract>[0];

export interface ReadTarOptions {
  /**
   * What becomes of a name in a pax header that is not UTF-8 (bsdtar makes those): tar-stream decodes it, and the bytes
   * are lost. `throw`, the default, or `keep`: a name with U+FFFD in it, which is that of no file.
   */
  undecodableNames?: 'throw' | 'keep';
}

/**
 * The members of a tar archive, ustar, GNU or pax, in one pass over `chunks`.
 *
 * @throws SuperminError `ARCHIVE_DAMAGED`, without a file name; whatever `chunks` throws
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
  { undecodableNames = 'throw' }: ReadTarOptions = {},
): AsyncGenerator<ArchiveMember> {
  // Loaded when there is an archive: it takes a tenth of the command's start.
  const { extract } = await import('tar-stream');
  const unpack = extract(OPTIONS);
  const ending = new Ending();
  let foreign: unknown;
  // Errors of both ends surface in the loop below.
  feed(unpack, ending.watch(chunks)).catch((error: unknown) => {
    foreign = error;
    unpack.destroy(error as Error);
  });
  const understood = (error: unknown) => {
    if (foreign !== undefined) return foreign;
    return error instanceof SuperminError ? error : damaged((error as Error).message);
  };
  async function* content(entry: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* entry;
    } catch (error) {
      throw understood(error);
    }
  }
  try {
    for await (const entry of unpack) {
      const bytes = content(entry as AsyncIterable<Uint8Array>);
      yield member(entry.header as RawHeader, bytes, undecodableNames === 'keep');
      entry.resume();
    }
  } catch (error) {
    throw understood(error);
  } finally {
    unpack.destroy();
  }
  // tar-stream is content with an archive that ends after any member.
  if (!ending.isZero()) throw damaged('it has no end mark');
}

/**
 * What `pipeline` does, without Node's own streams, which take longer to load than a small archive takes to read.
 *
 * @throws whatever `chunks` throws
 */
async function feed(unpack: Unpack, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let goOn = () => {};
  for (const event of ['drain', 'close']) unpack.on(event, () => goOn());
  for await (const chunk of chunks) {
    if (!unpack.write(chunk) && !unpack.destroyed) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
    // Nobody wants more: what the chunks come from is being closed.
    if (unpack.destroyed) return;
  }
  unpack.end(null);
}

type RawHeader = Omit<Header, 'pax' | 'type' | 'linkname'> & {
  type: Header['type'] | null;
  linkname: string | null;
  pax?: Readonly<Record<string, string>> | null;
};

function member(
  header: RawHeader,
  content: AsyncIterable<Uint8Array>,
  keepsNames: boolean,
): ArchiveMember {
  const pax = header.pax ?? {};
  const { xattrs, lost } = extendedAttributes(pax);
  return {
    // Names in pax headers come decoded; those of plain headers are bytes already.
    name: pax.path ? fromPax(pax.path, keepsNames) : header.name,
    linkname: pax.linkpath ? fromPax(pax.linkpath, keepsNames) : (header.linkname ?? ''),
    type: kind(header, pax),
    mode: header.mode,
    uid: paxNumber(pax, 'uid') ?? header.uid,
    gid: paxNumber(pax, 'gid') ?? header.gid,
    // Links have none, whatever their headers say.
    size: header.type === 'link' ? 0 : header.size,
    mtime: paxNumber(pax, 'mtime') ?? header.mtime.getTime() / 1000,
    major: header.devmajor,
    minor: header.devminor,
    xattrs,
    lostXattrs: lost,
    content,
  };
}

function kind({ type }: RawHeader, pax: Readonly<Record<string, string>>): MemberType {
  if (type === null) return 'unknown';
  if (type === 'contiguous-file') return 'file';
  // A sparse file in a pax archive looks like a plain one, but the map of its holes stands before its bytes.
  const sparse = type === 'file' && Object.keys(pax).some((key) => key.startsWith('GNU.sparse.'));
  return sparse ? 'sparse' : type;
}

function fromPax(name: string, keepsNames: boolean): BytePath {
  if (name.includes('\ufffd')) {
    if (keepsNames) return name;
    throw damaged('a name in a pax header is not UTF-8: make it again with tar --format=gnu');
  }
  return fromUnicode(name);
}

function paxNumber(pax: Readonly<Record<string, string>>, key: string): number | undefined {
  const text = pax[key];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw damaged(`a pax header has the wrong ${key} '${text}'`);
  return value;
}

const XATTR = 'SCHILY.xattr.';

function extendedAttributes(pax: Readonly<Record<string, string>>) {
  const xattrs = new Map<string, Uint8Array>();
  const lost: string[] = [];
  for (const [key, value] of Object.entries(pax)) {
    if (!key.startsWith(XATTR)) continue;
    const name = key.slice(XATTR.length);
    // Better none than a wrong one.
    if (value.includes('\ufffd')) lost.push(name);
    else xattrs.set(name, Buffer.from(value));
  }
  return { xattrs, lost };
}

/** Remembers whether the stream's last block was nothing but zeros. */
class Ending {
  #tail: Buffer = Buffer.alloc(0);

  async *watch(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#tail = Buffer.concat([this.#tail, chunk.subarray(-BLOCK)]).subarray(-BLOCK);
      yield chunk;
    }
  }

  isZero(): boolean {
    return this.#tail.length === BLOCK && this.#tail.every((byte) => byte === 0);
  }
}

function damaged(what: string): SuperminError {
  return new SuperminError('ARCHIVE_DAMAGED', `the archive is cut off or damaged: ${what}`);
}
