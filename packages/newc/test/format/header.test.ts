import { expect, test } from 'vitest';
import { decodeHeader, headerText, padding } from '../../src/format/header.ts';

const NUMBERS = {
  ino: 0x2d1,
  mode: 0o100755,
  uid: 0x10000,
  gid: 10,
  nlink: 1,
  mtime: 0xffffffff,
  size: 0x80000000,
  devMajor: 8,
  devMinor: 1,
  rdevMajor: 5,
  rdevMinor: 0x1ff,
  nameSize: 11,
  check: 0,
};

const GOLDEN = [
  '070701',
  '000002d1',
  '000081ed',
  '00010000',
  '0000000a',
  '00000001',
  'ffffffff',
  '80000000',
  '00000008',
  '00000001',
  '00000005',
  '000001ff',
  '0000000b',
  '00000000',
].join('');

test('encodes the golden header', () => {
  expect(headerText(NUMBERS)).toBe(GOLDEN);
});

test('decodes it, digits in either case', () => {
  expect(decodeHeader(Buffer.from(GOLDEN))).toEqual(NUMBERS);
  const upper = Buffer.from(GOLDEN.toUpperCase());
  expect(decodeHeader(upper)).toEqual(NUMBERS);
});

test.each(['g', ' ', '-', '\0', '\u00e1', '@', '`', '/', ':'])('no digit: %j', (character) => {
  const bytes = Buffer.from(GOLDEN);
  bytes.write(character, 6 + 8 + 3, 'latin1');
  expect(decodeHeader(bytes)).toEqual({ field: 'mode', text: `000${character}81ed` });
});

test('padding to four bytes', () => {
  expect([0, 1, 2, 3, 4, 5].map(padding)).toEqual([0, 3, 2, 1, 0, 3]);
});
