import type { extract as Extract, Header, Extract as Unpack } from 'tar-stream';
import { SuperminError } from '../errors/supermin-error.ts';
import { damaged } from './errors.ts';
import type { ArchiveMember } from './member.ts';
import { attributesOf } from './tar/attributes.ts';
import { BlockSource } from './tar/block-source.ts';
import type { PaxRecords } from './tar/pax-records.ts';
import { type MemberFacts, plainArchive } from './tar/plain-archive.ts';

/** Options that tar-stream's own types leave out: names as bytes, and no chunk asked for before the last is used up. */
const OPTIONS = { filenameEncoding: 'latin1', highWaterMark: 1 } as Parameters<typeof Extract>[0];

export interface ReadTarOptions {
  /** Told what of the archive is passed over: a sentence without its name. */
  warn?: (text: string) => void;
}

/**
 * The members of a tar archive, v7, ustar, GNU or pax, in one pass over `chunks`. What tar-stream does not know of these is read
 * in front of it: see `plainArchive`.
 *
 * @throws SuperminError `ARCHIVE_DAMAGED`, `ARCHIVE_VOLUME`, `ARCHIVE_MEMBER`, without a file name; whatever `chunks` throws
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
  { warn = () => {} }: ReadTarOptions = {},
): AsyncGenerator<ArchiveMember> {
  // Loaded when there is an archive: it takes a tenth of the command's start.
  const { extract } = await import('./tar/tar-stream.ts');
  const unpack = extract(OPTIONS);
  const source = new BlockSource(chunks);
  const facts = new Map<number, MemberFacts>();
  let foreign: unknown;
  // Errors of both ends surface in the loop below.
  feed(
    unpack,
    plainArchive(source, { warn, describe: (index, member) => facts.set(index, member) }),
  ).catch((error: unknown) => {
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
    let index = 0;
    for await (const entry of unpack) {
      const bytes = content(entry as AsyncIterable<Uint8Array>);
      yield member(entry.header as RawHeader, facts.get(index), bytes);
      facts.delete(index++);
      entry.resume();
    }
  } catch (error) {
    throw understood(error);
  } finally {
    unpack.destroy();
    await source.close();
  }
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

const NO_RECORDS: PaxRecords = new Map();

type RawHeader = Omit<Header, 'type' | 'linkname'> & {
  type: Exclude<Header['type'], 'contiguous-file'> | null;
  linkname: string | null;
};

function member(
  header: RawHeader,
  facts: MemberFacts | undefined,
  content: AsyncIterable<Uint8Array>,
): ArchiveMember {
  const { sparse, records = NO_RECORDS } = facts ?? {};
  const { xattrs, lost, aclMode } = attributesOf(records, header.type === 'directory');
  return {
    name: facts?.name ?? header.name,
    linkname: facts?.linkname ?? header.linkname ?? '',
    type: sparse !== undefined ? 'sparse' : (header.type ?? 'unknown'),
    mode: aclMode === undefined ? header.mode : (header.mode & ~0o777) | aclMode,
    uid: facts?.uid ?? header.uid,
    gid: facts?.gid ?? header.gid,
    size: sparse?.size ?? header.size,
    mtime: facts?.mtime ?? header.mtime.getTime() / 1000,
    major: header.devmajor,
    minor: header.devminor,
    xattrs,
    lostXattrs: lost,
    dataRanges: sparse?.ranges,
    content,
  };
}
