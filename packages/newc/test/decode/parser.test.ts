import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, test } from 'vitest';
import { encodeArchive, NewcError, type NewcEvent, NewcParser } from '../../src/index.ts';
import { cpio } from '../cpio.ts';

const SMALL = encodeArchive(
  [
    { name: 'dir', type: 'directory', mode: 0o750, uid: 7 },
    { name: 'dir/f', type: 'file', mode: 0o644, mtime: 5, content: 'hello' },
    { name: 'dir/l', type: 'symlink', mode: 0o777, content: 'f' },
  ],
  { padding: 4 },
);

/** Everything that the parser says about chunks of `size` bytes, data joined. */
function parse(archive: Uint8Array, size = archive.length): string[] {
  const parser = new NewcParser('x.cpio');
  const told: string[] = [];
  let data = '';
  const tell = (event: NewcEvent) => {
    if (event.kind === 'entry') told.push(`${event.header.type} ${event.header.name}`);
    if (event.kind === 'rest') told.push(`rest ${event.compression} at ${event.offset}`);
    if (event.kind === 'data') data += Buffer.from(event.bytes).toString('latin1');
    if (event.kind === 'end') {
      told.push(data);
      data = '';
    }
  };
  for (let at = 0; at < archive.length; at += Math.max(size, 1)) {
    for (const event of parser.push(archive.subarray(at, at + size))) tell(event);
  }
  parser.finish();
  return data === '' ? told : [...told, data];
}

test('headers hold what was encoded', () => {
  const [directory] = new NewcParser('x').push(SMALL);
  expect(directory).toEqual({
    kind: 'entry',
    header: {
      name: 'dir',
      type: 'directory',
      mode: 0o750,
      ino: 1,
      uid: 7,
      gid: 0,
      nlink: 2,
      mtime: 0,
      size: 0,
      devMajor: 0,
      devMinor: 0,
      rdevMajor: 0,
      rdevMinor: 0,
      offset: 0,
      contentOffset: 116,
      segment: 0,
    },
  });
});

test('chunks of any size give the same', () => {
  const expected = ['directory dir', '', 'file dir/f', 'hello', 'symlink dir/l', 'f'];
  for (let size = 1; size <= SMALL.length; size++) expect(parse(SMALL, size)).toEqual(expected);
});

test('segments one after another with zeros in between', () => {
  const archive = Buffer.concat([SMALL, Buffer.alloc(512), SMALL, SMALL, Buffer.alloc(3000)]);
  for (const size of [1, 7, archive.length]) {
    expect(parse(archive, size).filter((line) => line === 'hello')).toHaveLength(3);
  }
});

test('a compressed segment is reported with its offset, and its bytes are handed on', () => {
  const tail = '\x28\xb5\x2f\xfd compressed';
  const early = Buffer.concat([SMALL, Buffer.alloc(20)]);
  const archive = Buffer.concat([early, Buffer.from(tail, 'latin1')]);
  for (const size of [1, 5, archive.length]) {
    expect(parse(archive, size).slice(-2)).toEqual([`rest zstd at ${early.length}`, tail]);
  }
  expect(parse(Buffer.from('\x1f\x8b\x08\0\0\0\0', 'latin1'))[0]).toBe('rest gzip at 0');
});

function faultOf(archive: Uint8Array, size?: number): { code: string; message: string } {
  try {
    parse(archive, size);
  } catch (error) {
    if (error instanceof NewcError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('no error');
}

test('an archive cut off anywhere is an error', () => {
  for (let length = 0; length < SMALL.length; length++) {
    const fault = faultOf(SMALL.subarray(0, length), 50);
    expect(fault.code).toBe('NEWC_TRUNCATED');
    expect(fault.message).toBe(`x.cpio: the cpio archive is truncated at offset ${length}`);
  }
});

test('a second segment that is cut off anywhere is an error', () => {
  for (let length = 1; length < SMALL.length; length++) {
    const cut = Buffer.concat([SMALL, SMALL.subarray(0, length)]);
    expect(faultOf(cut).message).toBe(
      `x.cpio: the cpio archive is truncated at offset ${cut.length}`,
    );
  }
});

test('zeros within a magic number are not zeros between segments', () => {
  const archive = Buffer.concat([SMALL, Buffer.from('07\0\x000701'), SMALL.subarray(6)]);
  for (const size of [1, 2, archive.length]) {
    expect(faultOf(archive, size).message).toContain(
      `at offset ${SMALL.length} is not a cpio header: '07\\x00\\x0007'`,
    );
  }
});

test('an empty file has no data', () => {
  const archive = encodeArchive([{ name: 'f', type: 'file', mode: 0o644 }]);
  const kinds = [...new NewcParser('x').push(archive.subarray(0, 112))].map(({ kind }) => kind);
  expect(kinds).toEqual(['entry', 'end']);
});

test('garbage before, between and after', () => {
  expect(faultOf(Buffer.from('\x7fELF\x02\x01\x01')).message).toBe(
    "x.cpio: at offset 0 is not a cpio header: '\\x7fELF\\x02\\x01'",
  );
  expect(faultOf(Buffer.alloc(1024)).code).toBe('NEWC_MAGIC');
  const after = Buffer.concat([SMALL, Buffer.from('trailing junk')]);
  expect(faultOf(after).message).toContain(
    `at offset ${SMALL.length} is not a cpio header: 'traili'`,
  );
  const second = Buffer.from(SMALL);
  second.write('junk', 116, 'latin1');
  expect(faultOf(second, 9).message).toContain('at offset 116 is not a cpio header');
});

test("rpm's stripped headers and the old portable format are called by name", () => {
  expect(faultOf(Buffer.from(`07070X${'0'.repeat(8)}`)).code).toBe('NEWC_STRIPPED');
  expect(faultOf(Buffer.from(`070707${'0'.repeat(70)}`)).message).toContain('odc');
});

const FIELD = { mode: 14, size: 54, nameSize: 94, check: 102 } as const;

test.each([
  [FIELD.nameSize, '00000000', "nameSize is '0'"],
  [FIELD.nameSize, '00001001', "nameSize is '4097'"],
  [FIELD.nameSize, 'ffffffff', "nameSize is '4294967295'"],
  [FIELD.nameSize, '00000003', "the name is 'dir'"],
  [FIELD.mode, '00000000', "mode is '00'"],
  [FIELD.mode, '0000f1ed', "mode is '0170755'"],
  [FIELD.mode, '001041ed', "mode is '04040755'"],
  [FIELD.size, '00000001', "size is '1'"],
  [FIELD.size, '0000000g', "size is '0000000g'"],
])('a header with %i: %s', (at, text, message) => {
  const archive = Buffer.from(SMALL);
  archive.write(text, at, 'latin1');
  const fault = faultOf(archive);
  expect(fault.code).toBe('NEWC_FIELD');
  expect(fault.message).toBe(`x.cpio: in the cpio header at offset 0 ${message}`);
});

test('a link target of more than 4,095 bytes', () => {
  const linkTo = (content: string) =>
    encodeArchive([{ name: 'l', type: 'symlink', mode: 0o777, content }]);
  expect(parse(linkTo('x'.repeat(4095)))).toEqual(['symlink l', 'x'.repeat(4095)]);
  expect(faultOf(linkTo('x'.repeat(4096))).message).toContain("size is '4096'");
});

test('a trailer with content', () => {
  const archive = encodeArchive([]);
  archive.write('00000004', FIELD.size, 'latin1');
  expect(faultOf(archive).message).toBe("x.cpio: in the cpio header at offset 0 size is '4'");
});

test('the longest name that Linux takes: 4,096 bytes with its NUL', () => {
  const name = `${'d/'.repeat(2047)}f`;
  const archive = encodeArchive([{ name, type: 'file', mode: 0o644 }]);
  expect(parse(archive)).toEqual([`file ${name}`, '']);
});

test.each([
  ['nothing but NULs', '\0\0\0\0', '\\x00\\x00\\x00\\x00'],
  ['no NUL at its end', 'd\0rx', 'd\\x00rx'],
  ['a NUL in the middle', 'd\0r\0', 'd\\x00r\\x00'],
])('a name with %s', (_, name, shown) => {
  const archive = Buffer.from(SMALL);
  archive.write(name, 110, 'latin1');
  expect(faultOf(archive).message).toBe(
    `x.cpio: in the cpio header at offset 0 the name is '${shown}'`,
  );
});

test('a name that is padded with more than one NUL, as gen_init_cpio aligns content', () => {
  const name = 'aligned\0\0\0\0\0\0\0'.slice(0, 13);
  const archive = encodeArchive([{ name: 'x'.repeat(13), type: 'file', mode: 0, content: 'data' }]);
  archive.write(name, 110, 'latin1');
  expect(parse(archive)).toEqual(['file aligned', 'data']);
});

test("what cpio -H crc writes, and a flipped bit in a file's content", () => {
  const directory = scratchDirectory();
  mkdirSync(join(directory, 'd'));
  writeFileSync(join(directory, 'd/f'), Buffer.alloc(100_000, 'abc\xff'));
  const archive = cpio(['-o', '--quiet', '-H', 'crc'], 'd\nd/f\n', directory);
  expect(archive.toString('latin1', 0, 6)).toBe('070702');
  expect(parse(archive, 4096)).toHaveLength(4);
  archive[5000]! ^= 1;
  expect(faultOf(archive).message).toMatch(/checksum of d\/f \(header at offset 1\d\d\)/);
});

test('a name without content has no checksum: of several names only the last one has', () => {
  const archive = encodeArchive([{ name: 'f', type: 'file', mode: 0o644 }]);
  archive.write('070702', 0, 'latin1');
  archive.write('ffffffff', FIELD.check, 'latin1');
  expect(parse(archive)).toEqual(['file f', '']);
});

test('flipped bits and random bytes: an error or an archive, never anything else', () => {
  const random = randomNumbers(42);
  for (let round = 0; round < 3000; round++) {
    const archive = Buffer.from(SMALL);
    for (let flips = 0; flips <= round % 4; flips++) {
      archive[random(archive.length)]! ^= 1 << random(8);
    }
    try {
      parse(archive, 1 + random(200));
    } catch (error) {
      expect(error).toBeInstanceOf(NewcError);
    }
  }
});
