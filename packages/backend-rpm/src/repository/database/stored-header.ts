import { Header, type RawEntry } from '../../format/header.ts';
import { Tag, Type } from '../../format/tags.ts';
import type { RpmNotes } from '../unpack/notes.ts';

const ENTRY = 16;

/** What the tags of a signature are called in a database; those from 256 to 320 keep their numbers. */
const LEGACY: ReadonlyMap<number, number> = new Map([
  [1000, 257],
  [1002, 259],
  [1004, 261],
  [1005, 262],
  [1007, 1046],
]);
const SIGNATURES = [267, 268, 269, 270, 271, 273, 274, 275, 276, 277, 278];

export interface Installation {
  /** Seconds since the epoch: that of the package, and that of all of them together. */
  time: number;
  transaction: number;
}

/** A package's header as a database has it: as it was built, and behind that what an installation adds. */
export function storedHeader(notes: RpmNotes, { time, transaction }: Installation): Buffer {
  const bytes = Buffer.from(notes.header, 'base64');
  const header = new Header({ bytes, offset: 0 }, 'header');
  const files = header.raw(Tag.baseNames)?.count ?? 0;
  return withEntries(bytes, [
    ...signatureEntries(Buffer.from(notes.signature, 'base64')),
    int32(Tag.installTime, time),
    ...(files === 0
      ? []
      : [{ tag: Tag.fileStates, type: Type.char, count: files, data: Buffer.alloc(files) }]),
    int32(Tag.installColor, 0),
    int32(Tag.installTransaction, transaction),
  ]);
}

function signatureEntries(bytes: Buffer): RawEntry[] {
  const signature = new Header({ bytes, offset: 0 }, 'signature');
  const renamed = [...LEGACY].flatMap(([from, tag]) => {
    const found = signature.raw(from);
    return found === undefined ? [] : [{ ...found, tag }];
  });
  return [...renamed, ...SIGNATURES.flatMap((tag) => signature.raw(tag) ?? [])];
}

function int32(tag: number, value: number): RawEntry {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(value);
  return { tag, type: Type.int32, count: 1, data };
}

const ALIGNMENT: Readonly<Record<number, number>> = {
  [Type.int16]: 2,
  [Type.int32]: 4,
  [Type.int64]: 8,
};

/** What is behind the region comes later, and so counts; the region itself, and its digest, stay as they are. */
function withEntries(bytes: Buffer, entries: readonly RawEntry[]): Buffer {
  const [count, size] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
  const dataStart = 8 + ENTRY * count;
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = size;
  for (const entry of entries) {
    const alignment = ALIGNMENT[entry.type] ?? 1;
    const padding = (alignment - (offset % alignment)) % alignment;
    const line = Buffer.alloc(ENTRY);
    for (const [at, value] of [entry.tag, entry.type, offset + padding, entry.count].entries()) {
      line.writeUInt32BE(value, 4 * at);
    }
    index.push(line);
    data.push(Buffer.alloc(padding), entry.data);
    offset += padding + entry.data.length;
  }
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(count + entries.length, 0);
  lengths.writeUInt32BE(offset, 4);
  return Buffer.concat([
    ...[lengths, bytes.subarray(8, dataStart), ...index],
    ...[bytes.subarray(dataStart, dataStart + size), ...data],
  ]);
}
