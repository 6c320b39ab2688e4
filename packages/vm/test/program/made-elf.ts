/** An ELF file that is made by hand: elf(5). */
export interface MadeElf {
  bits: 32 | 64;
  little: boolean;
  machine?: number;
  interpreter?: string;
  /** Of the dynamic section, in that order; a text is put among the strings. Absent: there is no such section. */
  dynamic?: readonly (readonly [tag: number, value: string | number])[];
  /** Program headers in front of all others. */
  first?: (strings: Place) => readonly Header[];
  /** Bytes by which the dynamic section is said to be longer. */
  surplus?: number;
}

export interface Header {
  type: number;
  offset: number;
  address: number;
  size: number;
}

/** Where the strings are: in the file, and in memory. */
export type Place = Omit<Header, 'type'>;

export const PT = { LOAD: 1, DYNAMIC: 2, INTERP: 3, NOTE: 4 } as const;
export const DT = { NULL: 0, NEEDED: 1, STRTAB: 5, STRSZ: 10, RPATH: 15, RUNPATH: 29 } as const;

/** How far addresses are from places in the file. */
const BASE = 0x10000;

/** Header, program headers, interpreter, dynamic section, and strings at the end. */
export function makeElf({ dynamic, interpreter, first, surplus = 0, ...how }: MadeElf): Buffer {
  const write = writerOf(how);
  const word = how.bits / 8;
  const texts = (dynamic ?? []).flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
  const strings = Buffer.from(['', ...texts, ''].join('\0'), 'latin1');
  const program = Buffer.from(interpreter === undefined ? '' : `${interpreter}\0`, 'latin1');
  const length = dynamic === undefined ? 0 : (dynamic.length + 2) * 2 * word;
  const size = how.bits === 64 ? 56 : 32;
  const count = [interpreter, dynamic, dynamic].filter((each) => each !== undefined).length;
  // What is in front depends on nothing but its number.
  const before = first?.({ offset: 0, address: 0, size: 0 }).length ?? 0;
  const table = how.bits === 64 ? 64 : 52;
  const start = table + (count + before) * size;
  const place = { offset: start + program.length + length, size: strings.length };
  const put = { ...place, address: place.offset + BASE };
  const headers: Header[] = [
    ...(first?.(put) ?? []),
    ...(interpreter === undefined
      ? []
      : [{ type: PT.INTERP, offset: start, address: start, size: program.length }]),
    ...(dynamic === undefined
      ? []
      : [
          { type: PT.LOAD, ...put },
          {
            ...{ type: PT.DYNAMIC, offset: start + program.length, address: 0 },
            size: length + surplus,
          },
        ]),
  ];
  const entries = [[DT.STRTAB, put.address], [DT.STRSZ, put.size], ...(dynamic ?? [])] as const;
  return Buffer.concat([
    header(how, write, { table, size, count: headers.length }),
    ...headers.map((each) => write.header(each)),
    program,
    ...(dynamic === undefined
      ? []
      : entries.map(([tag, value]) => {
          const at = typeof value === 'string' ? strings.indexOf(`\0${value}\0`) + 1 : value;
          return Buffer.concat([write.long(tag), write.long(at)]);
        })),
    strings,
  ]);
}

type Order = Pick<MadeElf, 'bits' | 'little' | 'machine'>;

function header(
  { bits, little, machine = 62 }: Order,
  { half, int, long }: ReturnType<typeof writerOf>,
  headers: { table: number; size: number; count: number },
): Buffer {
  const identity = [0x7f, ...Buffer.from('ELF'), bits / 32, little ? 1 : 2, 1];
  const fields = [
    ...[Buffer.from(identity), Buffer.alloc(16 - identity.length)],
    ...[half(3), half(machine), int(1), long(0), long(headers.table), long(0), int(0)],
    ...[half(headers.table), half(headers.size), half(headers.count), half(0), half(0), half(0)],
  ];
  return Buffer.concat(fields);
}

function writerOf({ bits, little }: Order) {
  const number = (size: 2 | 4 | 8) => (value: number) => {
    const bytes = Buffer.alloc(size);
    if (size === 8) bytes.writeBigUInt64LE(BigInt(value));
    else bytes.writeUIntLE(value, 0, size);
    return little ? bytes : bytes.reverse();
  };
  const [half, int, wide] = [number(2), number(4), number(8)];
  const long = bits === 64 ? wide : int;
  return {
    ...{ half, int, long },
    header: ({ type, offset, address, size }: Header) => {
      const place = [offset, address, address, size, size].map(long);
      const flags = int(4);
      const kind = bits === 64 ? [int(type), flags] : [int(type)];
      return Buffer.concat([...kind, ...place, ...(bits === 64 ? [] : [flags]), long(1)]);
    },
  };
}
