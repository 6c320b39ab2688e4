import type { BytePath } from '../../path/byte-path.ts';
import { damaged, laterVolume } from '../errors.ts';
import { type BlockSource, padding } from './block-source.ts';
import {
  isHeader,
  isZero,
  NAME_FIELD,
  plainHeader,
  sizeOf,
  textAt,
  timeOf,
  typeFlag,
} from './header.ts';
import {
  numberRecord,
  type PaxRecords,
  parseRecords,
  sizeRecord,
  textRecord,
} from './pax-records.ts';
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
  /** Told of each member, before its bytes come. */
  describe: (facts: MemberFacts) => void;
  /** Told what is passed over. */
  warn: (text: string) => void;
}

/** As tar-stream, and far more than any name or set of attributes. */
const LONGEST_HEADER = 4 << 20;
const ZEROS = Buffer.alloc(1 << 16);
/** Of links, devices, directories and fifos the size, if there is one, is not that of any content. */
const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);
/** Also contiguous ones, and old sparse ones. */
const FILES: ReadonlySet<string> = new Set(['\0', '0', '7', 'S']);
const FILE = '0';
const DIRECTORY = '5';
const UNKNOWN = '?';

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
    const block = await source.block();
    if (block === undefined) {
      if (isFirst || walk.isInHeaders) throw damaged('it ends too early');
      options.warn('the archive has no end mark; it may be truncated');
      return;
    }
    if (isZero(block)) break;
    if (!isHeader(block)) throw damaged('what should be a header is none');
    isFirst = false;
    yield* walk.member(block);
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

class Walk {
  readonly #global = new Map<string, Buffer>();
  #announced: Announced = {};

  constructor(
    private readonly source: BlockSource,
    private readonly describe: PlainArchiveOptions['describe'],
  ) {}

  /** There were headers, and not yet the member that they are about. */
  get isInHeaders(): boolean {
    return Object.keys(this.#announced).length > 0;
  }

  /** A header, and what belongs to it. */
  async *member(block: Buffer): AsyncGenerator<Uint8Array> {
    switch (typeFlag(block)) {
      case 'L':
        this.#announced.name = textAt(await this.#longHeader(block));
        return;
      case 'K':
        this.#announced.linkname = textAt(await this.#longHeader(block));
        return;
      case 'x':
      case 'X':
        this.#announced.records = parseRecords(await this.#longHeader(block));
        return;
      case 'g':
        this.#addGlobal(parseRecords(await this.#longHeader(block)));
        return;
      case 'V':
        this.#announced = {};
        await this.#skipContent(sizeOf(block));
        return;
      case 'M':
        throw laterVolume(textAt(block, NAME_FIELD));
      default:
        yield* this.#plain(block);
    }
  }

  async *#plain(block: Buffer): AsyncGenerator<Uint8Array> {
    const { name: longName, linkname, records: own } = this.#announced;
    this.#announced = {};
    const records = own === undefined ? this.#global : new Map([...this.#global, ...own]);
    const name = textRecord(records, 'GNU.sparse.name') ?? textRecord(records, 'path') ?? longName;
    const flag = plainFlag(typeFlag(block), name ?? textAt(block, NAME_FIELD));
    const size = WITHOUT_CONTENT.has(flag) ? 0 : (sizeRecord(records, 'size') ?? sizeOf(block));
    const sparse = flag === FILE ? await this.#sparseMap(block, records, size) : undefined;
    this.describe({
      name,
      linkname: textRecord(records, 'linkpath') ?? linkname,
      uid: numberRecord(records, 'uid'),
      gid: numberRecord(records, 'gid'),
      mtime: numberRecord(records, 'mtime') ?? timeOf(block),
      sparse,
      records,
    });
    if (flag === DIRECTORY) {
      yield plainHeader(block, flag, 0);
      // A list of what was in the directory when an incremental archive was made.
      await this.#skipContent(typeFlag(block) === '5' ? 0 : sizeOf(block));
      return;
    }
    const length = size - (sparse?.length ?? 0);
    yield plainHeader(block, flag, length);
    yield* this.source.run(length);
    if (padding(length) === 0) return;
    await this.source.skip(padding(length));
    yield ZEROS.subarray(0, padding(length));
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

/** `0` for all kinds of files, `5` for all of directories; for what is not known, what tar-stream does not know either. */
function plainFlag(flag: string, name: string): string {
  if (FILES.has(flag)) return flag !== 'S' && name.endsWith('/') ? DIRECTORY : FILE;
  if (flag === 'D') return DIRECTORY;
  return WITHOUT_CONTENT.has(flag) ? flag : UNKNOWN;
}
