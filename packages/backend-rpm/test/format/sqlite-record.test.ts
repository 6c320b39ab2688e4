import { describe, expect, it } from 'vitest';
import { RandomAccessFile } from '../../src/format/random-access-file.ts';
import { type LeafPage, readTableRow, TableRow } from '../../src/format/sqlite-record.ts';

const PAGE = 512;
/** Bytes of a payload that a leaf page of 512 has without a page beside it, and with one at least. */
const MOST = PAGE - 35;
const LEAST = 39;

/** A leaf page with these bytes at a place, of a file with overflow pages from 2 on. */
function leafOf(
  cell: Buffer,
  at: number,
  overflow: readonly Buffer[] = [],
  usable = PAGE,
): LeafPage {
  const bytes = Buffer.alloc(PAGE);
  cell.copy(bytes, at);
  const file = new RandomAccessFile('/db', Buffer.concat([bytes, ...overflow, Buffer.alloc(4096)]));
  const page = (number: number) => {
    const found = overflow[number - 2];
    if (found === undefined) throw new Error(`no page ${number}`);
    return found;
  };
  return { file, offset: 1024, bytes, usable, page };
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [128 + Math.floor(value / 128), value % 128];
}

/** A row of one blob. */
function payloadOf(length: number): Buffer {
  const type = varint(12 + 2 * length);
  return Buffer.concat([Buffer.from([1 + type.length, ...type]), Buffer.alloc(length, 0xab)]);
}

/** The cell of a payload that has a rest from page 2 on, or none. */
function cellOf(payload: Buffer, local = payload.length): Buffer {
  const head = Buffer.from([...varint(payload.length), 1]);
  const next = local === payload.length ? [] : [0, 0, 0, 2];
  return Buffer.concat([head, payload.subarray(0, local), Buffer.from(next)]);
}

function overflowOf(payload: Buffer, local: number, usable = PAGE): Buffer[] {
  const pages: Buffer[] = [];
  for (let at = local; at < payload.length; at += usable - 4) {
    const page = Buffer.alloc(PAGE);
    if (at + usable - 4 < payload.length) page.writeUInt32BE(pages.length + 3, 0);
    payload.copy(page, 4, at, Math.min(payload.length, at + usable - 4));
    pages.push(page);
  }
  return pages;
}

describe('a row of a table', () => {
  it.each<[number, number]>([
    [3, 3],
    [MOST, MOST],
    // What is left over after whole pages stays, if it fits.
    [MOST + 1, LEAST],
    [LEAST + 508, LEAST],
    [LEAST + 508 + 1, LEAST + 1],
    [MOST + 508, MOST],
    [MOST + 508 + 1, LEAST],
    [MOST + 2 * 508, MOST],
  ])('of %i bytes has %i on its page', (length, local) => {
    const head = length < 130 ? 2 : 3;
    const payload = payloadOf(length - head);
    expect(payload.length).toBe(length);
    const leaf = leafOf(cellOf(payload, local), 8, overflowOf(payload, local));
    expect(readTableRow(leaf, 8).blob(0)).toEqual(Buffer.alloc(length - head, 0xab));
  });

  it('leaves the reserved end of pages alone', () => {
    const payload = payloadOf(1000);
    const usable = 500;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const rest = least + ((payload.length - least) % (usable - 4));
    const local = rest <= usable - 35 ? rest : least;
    const leaf = leafOf(cellOf(payload, local), 8, overflowOf(payload, local, usable), usable);
    expect(readTableRow(leaf, 8).blob(0)).toEqual(Buffer.alloc(1000, 0xab));
  });

  it('may end where its page ends, and no later', () => {
    const whole = cellOf(payloadOf(10));
    const end = PAGE - whole.length;
    expect(readTableRow(leafOf(whole, end), end).blob(0)?.length).toBe(10);
    const cut = leafOf(whole.subarray(0, -1), end + 1);
    expect(() => readTableRow(cut, end + 1)).toThrow(
      `offset ${1024 + end + 1}: a row beyond its page`,
    );
    const payload = payloadOf(MOST);
    const long = cellOf(payload, LEAST);
    const large = Buffer.from(long);
    // One byte more than fits: the number of the next page follows.
    large.set(varint(MOST + 1), 0);
    const last = PAGE - large.length;
    const pages = overflowOf(Buffer.alloc(MOST + 1, 1), LEAST);
    expect(() => readTableRow(leafOf(large, last, pages), last)).not.toThrow(/beyond its page/);
    expect(() => readTableRow(leafOf(large.subarray(0, -1), last + 1, pages), last + 1)).toThrow(
      `/db: offset ${1024 + last + 1}: a row beyond its page`,
    );
  });

  it('is not longer than its file', () => {
    const head = Buffer.from([0xff, 0xff, 0x7f, 1]);
    expect(() => readTableRow(leafOf(head, 8), 8)).toThrow('offset 1032: a row of 2097151 bytes');
  });

  it.each<[string, number[], string]>([
    ['a header longer than itself', [9, 0], 'a row that is all header'],
    ['a value that does not fit', [2, 15], 'a value beyond its row'],
    ['a number that does not end', [0x80, 0x80], 'a number beyond its page'],
    ['nothing', [], 'a number beyond its page'],
  ])('is not %s', (_, bytes, problem) => {
    expect(() => new TableRow(Buffer.from(bytes), '/db', 7)).toThrow(
      expect.objectContaining({
        code: 'RPM_DAMAGED',
        message: expect.stringMatching(new RegExp(`^/db: offset 7: ${problem}`)),
      }),
    );
  });
});

describe('a value of a row', () => {
  /** A row with the values of these types, one behind the other. */
  const row = (types: number[], values: number[]) =>
    new TableRow(Buffer.from([types.length + 1, ...types, ...values]), '/db', 0);

  it('is an integer of up to 6 bytes, 0 or 1', () => {
    const found = row([1, 2, 3, 4, 5, 8, 9], [0xff, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect([0, 1, 2, 3, 4, 5, 6].map((at) => found.integer(at))).toEqual([
      ...[-1, 256, 65536, 2 ** 24, 2 ** 32, 0, 1],
    ]);
  });

  it.each<[string, number, number]>([
    ['null', 0, 0],
    ['an integer of 8 bytes', 6, 8],
    ['a real number', 7, 8],
    ['reserved', 10, 0],
    ['a blob', 16, 2],
    ['a text', 17, 2],
  ])('is no integer: %s', (_, type, size) => {
    const found = row([type, 1], [...Array<number>(size).fill(0x41), 5]);
    expect(found.integer(0)).toBeUndefined();
    // What comes behind it is where it should be.
    expect(found.integer(1)).toBe(5);
    expect(found.text(0)).toBe(type === 17 ? 'AA' : undefined);
    expect(found.blob(0)?.toString()).toBe(type === 16 ? 'AA' : undefined);
  });

  it('is nothing in a column that is not there', () => {
    const found = row([1], [5]);
    expect([found.integer(1), found.text(1), found.blob(1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('may be empty', () => {
    const found = row([12, 13], []);
    expect(found.blob(0)).toEqual(Buffer.alloc(0));
    expect(found.text(1)).toBe('');
    expect([found.text(0), found.blob(1)]).toEqual([undefined, undefined]);
  });

  it('has a type of up to 9 bytes', () => {
    const type = [...Array<number>(8).fill(0x80), 9];
    expect(row(type, []).integer(0)).toBe(1);
    expect(() => row([...Array<number>(8).fill(0xff), 0xff], [])).toThrow('a value beyond its row');
  });
});
