import type { BytePath } from '@supermin/core';
import type { ReadAt } from './bytes-of.ts';

/** What a program or library of ELF says of others that it needs. */
export interface ElfNeeds {
  /** `e_ident`'s class and byte order, and `e_machine`: what a library has to have alike. */
  kind: string;
  machine: number;
  /** PT_INTERP, the dynamic loader's path. */
  interpreter: BytePath | undefined;
  /** DT_NEEDED: names of libraries. */
  needed: string[];
  /** DT_RUNPATH, or DT_RPATH: directories, `$ORIGIN` not replaced. */
  runpath: string[];
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_RPATH = 15;
const DT_RUNPATH = 29;

/** More of any of these than programs have. */
const MOST_HEADERS = 256;
const MOST_DYNAMIC = 64 << 10;
const LONGEST_TEXT = 4096;

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

/** Reads the numbers of one class and byte order: elf(5). */
class Numbers {
  readonly word: 4 | 8;

  constructor(
    private readonly bytes: Buffer,
    private readonly bits: number,
    private readonly little: boolean,
  ) {
    this.word = bits === 2 ? 8 : 4;
  }

  of(bytes: Buffer): Numbers {
    return new Numbers(bytes, this.bits, this.little);
  }

  half(at: number): number {
    return this.little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  int(at: number): number {
    return this.little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  /** An address, offset or size. */
  long(at: number): number {
    if (this.word === 4) return this.int(at);
    return Number(this.little ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at));
  }
}

/** @returns undefined for what is no ELF file, or a damaged one */
export function readElf(read: ReadAt): ElfNeeds | undefined {
  const head = read(0, 64);
  if (head.length < 52 || head.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const numbers = new Numbers(head, head[4]!, head[5] === 1);
  try {
    const segments = readSegments(read, numbers);
    const interpreter = segments.find(({ type }) => type === PT_INTERP);
    return {
      kind: head.toString('hex', 4, 6),
      machine: numbers.half(18),
      interpreter: interpreter && readText(read, interpreter.offset),
      ...readDynamic(read, numbers, segments),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readSegments(read: ReadAt, numbers: Numbers): Segment[] {
  const wide = numbers.word === 8;
  const table = numbers.long(wide ? 32 : 28);
  const size = numbers.half(wide ? 54 : 42);
  const count = Math.min(numbers.half(wide ? 56 : 44), MOST_HEADERS);
  return Array.from({ length: count }, (_, index) => {
    const header = numbers.of(read(table + index * size, size));
    return {
      type: header.int(0),
      offset: header.long(wide ? 8 : 4),
      address: header.long(wide ? 16 : 8),
      size: header.long(wide ? 32 : 16),
    };
  });
}

function readDynamic(
  read: ReadAt,
  numbers: Numbers,
  segments: readonly Segment[],
): Pick<ElfNeeds, 'needed' | 'runpath'> {
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return { needed: [], runpath: [] };
  const bytes = read(dynamic.offset, Math.min(dynamic.size, MOST_DYNAMIC));
  const table = numbers.of(bytes);
  const entries: [tag: number, value: number][] = [];
  for (let at = 0; at + 2 * table.word <= bytes.length; at += 2 * table.word) {
    entries.push([table.long(at), table.long(at + table.word)]);
  }
  const strings = entries.find(([tag]) => tag === DT_STRTAB)?.[1] ?? 0;
  const load = segments.find(
    ({ type, address, size }) => type === PT_LOAD && strings >= address && strings < address + size,
  );
  if (load === undefined) return { needed: [], runpath: [] };
  const texts = (wanted: number) =>
    entries
      .filter(([tag]) => tag === wanted)
      .map(([, value]) => readText(read, strings - load.address + load.offset + value));
  const [runpath = texts(DT_RPATH)[0] ?? ''] = texts(DT_RUNPATH);
  return { needed: texts(DT_NEEDED), runpath: runpath.split(':').filter((each) => each !== '') };
}

function readText(read: ReadAt, offset: number): string {
  const bytes = read(offset, LONGEST_TEXT);
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}
