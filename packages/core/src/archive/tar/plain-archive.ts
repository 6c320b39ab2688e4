import type { BytePath } from '../../path/byte-path.ts';
import { damaged, laterVolume } from '../errors.ts';
import { BLOCK, type BlockSource, padding } from './block-source.ts';
import { isHeader, isZero, NAME_FIELD, sizeOf, textAt, timeOf, typeFlag } from './header.ts';
import {
  numberRecord,
  type PaxRecords,
  parseRecords,
  sizeRecord,
  textRecord,
} from './pax-records.ts';
import {
  DIRECTORY,
  FILE,
  plainFlag,
  plainHeader,
  plainSize,
  WITHOUT_CONTENT,
} from './plain-header.ts';
import { dataLength, oldSparseMap, paxSparseMap, type SparseMap } from './sparse-map.ts';

/** What is read here of a member, because tar-stream reads it in another way or not at all. */
export interface MemberFacts {
  /** Of a long name or a pax header; undefined where the plain header has it. */
  name: BytePath | undefined;
  linkname: BytePath | undefined;
  uid: number | undefined;
  gid: number | undefined;
  mtime: number;
  sparse: SparseMap | undefined;
  records: PaxRecords;
}

/** What headers say of the member that follows them. */
interface Announced {
  name?: string;
  linkname?: string;
  records?: Map<string, Buffer>;
}

export interface PlainArchiveOptions {
  /** Told, before its bytes come, of each member that tar-stream does not read as it is; the first has the index 0. */
  describe: (index: number, facts: MemberFacts) => void;
  /** Told what is passed over. */
  warn: (text: string) => void;
}

/** As tar-stream, and far more than any name or set of attributes. */
const LONGEST_HEADER = 4 << 20;
const ZEROS = Buffer.alloc(1 << 16);

/**
 * Any tar archive as one that tar-stream reads: what it does not know is read here and told to `describe`, and the archive
 * goes on without it. What is left for it are plain headers, each with its content.
 *
 *     v7, ustar, GNU                    magic of ustar or GNU
 *     L, K, x, X, g                     taken out: names, numbers and attributes are in the facts
 *     S, GNU.sparse.*                   a plain file, of the bytes that are there; the map is in the facts
 *     D (incremental)                   a directory; the list in it is taken out
 *     V (label)                         taken out
 *     M (a file's second part)          refused
 *     behind the end mark               taken out, with a warning
 */
export async function* plainArchive(
  source: BlockSource,
  options: PlainArchiveOptions,
): AsyncGenerator<Uint8Array> {
  const walk = new Walk(source, options.describe);
  let isFirst = true;
  for (;;) {
    const members = walk.plainMembers();
    if (members.length > 0) yield members;
    isFirst &&= members.length === 0;
    const block = await source.block();
    if (block === undefined) {
      if (isFirst || walk.isInHeaders) throw damaged('it ends too early');
      options.warn('the archive has no end mark; it may be truncated');
      return;
    }
    if (isZero(block)) break;
    if (!isHeader(block)) throw damaged('what should be a header is none');
    isFirst = false;
    const member = await walk.member(block);
    if (member === undefined) continue;
    yield member.header;
    yield* source.run(member.length + padding(member.length));
  }
  await passOverRest(source, options);
}

async function passOverRest(source: BlockSource, { warn }: PlainArchiveOptions) {
  let isWarned = false;
  for await (const chunk of source.rest()) {
    for (let at = 0; at < chunk.length && !isWarned; at += ZEROS.length) {
      const part = chunk.subarray(at, at + ZEROS.length);
      if (ZEROS.compare(part, 0, part.length, 0, part.length) === 0) continue;
      warn('what follows the end mark of the archive is left out');
      isWarned = true;
    }
  }
}

/** A member without what tar-stream does not know. */
interface PlainMember {
  header: Buffer;
  /** Of its content. */
  length: number;
}

class Walk {
  readonly #global = new Map<string, Buffer>();
  #announced: Announced = {};
  #index = 0;

  constructor(
    private readonly source: BlockSource,
    private readonly describe: PlainArchiveOptions['describe'],
  ) {}

  /** There were headers, and not yet the member that they are about. */
  get isInHeaders(): boolean {
    return Object.keys(this.#announced).length > 0;
  }

  /** Of what has come, the members that tar-stream reads as they are. */
  plainMembers(): Buffer {
    const { ready } = this.source;
    let end = 0;
    while (!this.isInHeaders && this.#global.size === 0) {
      const size = plainSize(ready.subarray(end, end + BLOCK));
      if (size === undefined) break;
      const next = end + BLOCK + size + padding(size);
      if (next > ready.length) break;
      end = next;
      this.#index++;
    }
    return this.source.take(end);
  }

  /** Reads a header, and what belongs to it except a file's content. @returns undefined for one that is about a member */
  async member(block: Buffer): Promise<PlainMember | undefined> {
    switch (typeFlag(block)) {
      case 'L':
        this.#announced.name = textAt(await this.#longHeader(block));
        return undefined;
      case 'K':
        this.#announced.linkname = textAt(await this.#longHeader(block));
        return undefined;
      case 'x':
      case 'X':
        this.#announced.records = parseRecords(await this.#longHeader(block));
        return undefined;
      case 'g':
        this.#addGlobal(parseRecords(await this.#longHeader(block)));
        return undefined;
      case 'V':
        this.#announced = {};
        await this.#skipContent(sizeOf(block));
        return undefined;
      case 'M':
        throw laterVolume(textAt(block, NAME_FIELD));
      default:
        return this.#plain(block);
    }
  }

  async #plain(block: Buffer): Promise<PlainMember> {
    const { name: longName, linkname, records: own } = this.#announced;
    this.#announced = {};
    const records = own === undefined ? this.#global : new Map([...this.#global, ...own]);
    const name = textRecord(records, 'GNU.sparse.name') ?? textRecord(records, 'path') ?? longName;
    const flag = plainFlag(typeFlag(block), name ?? textAt(block, NAME_FIELD));
    const size = WITHOUT_CONTENT.has(flag) ? 0 : (sizeRecord(records, 'size') ?? sizeOf(block));
    const sparse = flag === FILE ? await this.#sparseMap(block, records, size) : undefined;
    this.describe(this.#index++, {
      name,
      linkname: textRecord(records, 'linkpath') ?? linkname,
      uid: numberRecord(records, 'uid'),
      gid: numberRecord(records, 'gid'),
      mtime: numberRecord(records, 'mtime') ?? timeOf(block),
      sparse,
      records,
    });
    // A list of what was in the directory when an incremental archive was made.
    if (flag === DIRECTORY && typeFlag(block) !== DIRECTORY) await this.#skipContent(sizeOf(block));
    const length = size - (sparse?.length ?? 0);
    return { header: plainHeader(block, flag, length), length };
  }

  async #sparseMap(block: Buffer, records: PaxRecords, size: number) {
    const map =
      typeFlag(block) === 'S'
        ? await oldSparseMap(block, this.source)
        : await paxSparseMap(records, this.source);
    if (map !== undefined && map.length + dataLength(map) !== size) {
      throw damaged('the map of a sparse file does not fit its size');
    }
    return map;
  }

  #addGlobal(records: PaxRecords): void {
    const begins = numberRecord(records, 'GNU.volume.offset') ?? 0;
    if (begins > 0) throw laterVolume(textRecord(records, 'GNU.volume.filename') ?? '');
    for (const [key, value] of records) this.#global.set(key, value);
  }

  async #longHeader(block: Buffer): Promise<Buffer> {
    const size = sizeOf(block);
    if (size > LONGEST_HEADER) throw damaged(`a header of ${size} bytes`);
    const bytes = await this.source.bytes(size);
    await this.source.skip(padding(size));
    return bytes;
  }

  #skipContent(size: number): Promise<void> {
    return this.source.skip(size + padding(size));
  }
}
