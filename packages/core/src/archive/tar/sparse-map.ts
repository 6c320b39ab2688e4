import { damaged, unsupportedSparse } from '../errors.ts';
import { BLOCK, type BlockSource } from './block-source.ts';
import { type Field, isUstar, numberAt } from './header.ts';
import { type PaxRecords, sizeRecord, textRecord } from './pax-records.ts';

/** Where the bytes of a sparse member belong; the archive has them one range behind the other. */
export interface SparseMap {
  /** Of the file. */
  size: number;
  /** Start and end (excluded) of each range, rising. */
  ranges: Float64Array;
  /** Bytes that the map itself takes in front of the content. */
  length: number;
}

/** 2^20 ranges: more than 24 MB of map is no file that anybody made. */
const MOST_RANGES = 1 << 20;

const ENTRY = 24;
const ENTRIES_PER_BLOCK = 21;
/** In a block that continues a header's map. */
const CONTINUED = 504;
const NUL = 0;

/** Where the old formats have the first entries of the map, whether there are more, and the size of the file. */
interface OldLayout {
  entries: number;
  continued: number;
  size: Field;
}
const GNU_LAYOUT: OldLayout = { entries: 386, continued: 482, size: { start: 483, end: 495 } };
/** star's, which has the time of access where GNU tar's ends. */
const STAR_LAYOUT: OldLayout = { entries: 356, continued: 355, size: { start: 452, end: 464 } };

/** Of a member with the type `S`: GNU tar's own format, and star's. The map is in the header and in blocks behind it. */
export async function oldSparseMap(header: Buffer, source: BlockSource): Promise<SparseMap> {
  const layout = isUstar(header) ? STAR_LAYOUT : GNU_LAYOUT;
  const size = numberAt(header, layout.size);
  // star has no entry in a header whose name needs the prefix, which is in their place.
  const hasEntries = layout === GNU_LAYOUT || (header[345] === NUL && header[366] !== NUL);
  const numbers: number[] = hasEntries ? entriesAt(header, layout.entries, 4) : [];
  let more = layout === GNU_LAYOUT || hasEntries ? header[layout.continued] !== NUL : true;
  while (more) {
    const block = await source.bytes(BLOCK);
    numbers.push(...entriesAt(block, 0, ENTRIES_PER_BLOCK));
    more = block[CONTINUED] !== NUL;
    if (numbers.length > MOST_RANGES * 2) throw badMap();
  }
  return sparseMap(numbers, size, 0);
}

/** Up to the first without a length. */
function entriesAt(block: Buffer, start: number, count: number): number[] {
  const numbers: number[] = [];
  for (let at = start; at < start + count * ENTRY; at += ENTRY) {
    if (block[at + 12] === NUL) break;
    numbers.push(numberAt(block, { start: at, end: at + 12 }));
    numbers.push(numberAt(block, { start: at + 12, end: at + ENTRY }));
  }
  return numbers;
}

/**
 * Of a member whose pax header has GNU tar's records: the formats 0.0 and 0.1 have the map there, 1.0 (bsdtar's, too) in front
 * of the content.
 *
 * @returns undefined if it is no sparse file
 */
export async function paxSparseMap(
  records: PaxRecords,
  source: BlockSource,
): Promise<SparseMap | undefined> {
  if (records.has('SUN.holesdata')) throw unsupportedSparse('SUN.holesdata');
  const major = textRecord(records, 'GNU.sparse.major');
  const map = textRecord(records, 'GNU.sparse.map');
  if (major === undefined && map === undefined) {
    const size = sizeRecord(records, 'GNU.sparse.size');
    return size === undefined ? undefined : sparseMap([], size, 0);
  }
  const version = `${major ?? 0}.${textRecord(records, 'GNU.sparse.minor') ?? 0}`;
  if (version === '1.0') {
    const size = sizeRecord(records, 'GNU.sparse.realsize') ?? Number.NaN;
    const { numbers, length } = await leadingNumbers(source);
    return sparseMap(numbers, size, length);
  }
  if (!version.startsWith('0.')) throw unsupportedSparse(`GNU.sparse ${version}`);
  const size = sizeRecord(records, 'GNU.sparse.size') ?? Number.NaN;
  return sparseMap((map ?? '').split(',').map(decimal), size, 0);
}

/** Decimal lines, filled up to a whole block: how many ranges, then offset and length of each. */
async function leadingNumbers(source: BlockSource) {
  const numbers: number[] = [];
  let text = '';
  let length = 0;
  for (;;) {
    const lines = text.split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      numbers.push(decimal(line));
      const count = numbers[0]!;
      if (!(count <= MOST_RANGES)) throw badMap();
      // What is left is what fills the block.
      if (numbers.length === 1 + count * 2) return { numbers: numbers.slice(1), length };
    }
    text += (await source.bytes(BLOCK)).toString('latin1');
    length += BLOCK;
  }
}

function decimal(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw badMap();
  return Number(text);
}

function sparseMap(numbers: readonly number[], size: number, length: number): SparseMap {
  const ranges: number[] = [];
  let end = 0;
  for (let index = 0; index < numbers.length; index += 2) {
    const [offset, bytes] = [numbers[index]!, numbers[index + 1]!];
    if (!(offset >= end && bytes >= 0 && offset + bytes <= size)) throw badMap();
    end = offset + bytes;
    // GNU tar says with an empty one where a hole at the end of the file ends.
    if (bytes > 0) ranges.push(offset, end);
  }
  if (!Number.isSafeInteger(size)) throw badMap();
  return { size, ranges: Float64Array.from(ranges), length };
}

/** Bytes of the ranges. */
export function dataLength({ ranges }: SparseMap): number {
  let bytes = 0;
  for (let index = 0; index < ranges.length; index += 2)
    bytes += ranges[index + 1]! - ranges[index]!;
  return bytes;
}

function badMap() {
  return damaged('invalid map of a sparse file');
}
