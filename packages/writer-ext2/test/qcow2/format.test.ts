import { expect, it } from 'vitest';
import { compressedUpperHalf, encodeHeader, encodeOffset } from '../../src/qcow2/format.ts';

it('a header, byte by byte', () => {
  const target = Buffer.alloc(112, 0);
  const fields = {
    size: 0x1_2345_6000,
    l1Entries: 9,
    l1Offset: 0x3_0000,
    refcountTableOffset: 0x1_0000,
    refcountTableClusters: 1,
  };
  encodeHeader(fields, target, 4);
  expect(target.toString('hex', 4)).toBe(
    [
      ...['514649fb', '00000003'], // magic, version
      ...['0000000000000000', '00000000'], // no backing file
      ...['00000010', '0000000123456000', '00000000'], // cluster bits, size, no encryption
      ...['00000009', '0000000000030000'], // L1 table
      ...['0000000000010000', '00000001'], // refcount table
      ...['00000000', '0000000000000000'], // no snapshots
      ...['0000000000000000', '0000000000000000', '0000000000000000'], // no features
      ...['00000004', '00000068'], // refcounts of 16 bits, length of the header
      '00000000', // the end of extensions
    ].join(''),
  );
});

it('an entry, with its flags and without', () => {
  const target = Buffer.alloc(16);
  encodeOffset(0x12_3456_0000, 0x8000_0000, target, 0);
  encodeOffset(0xffff_0000, 0, target, 8);
  expect(target.toString('hex')).toBe('800000123456000000000000ffff0000');
});

// Offset in 54 bits, above them the number of sectors behind the first.
it.each([
  [0x1_0000, 512, 0x4000_0000],
  [0x1_0000, 513, 0x4040_0000],
  [0x1_01ff, 2, 0x4040_0000],
  [0x1_0000, 65535, 0x5fc0_0000],
  [0x12_0001_0000, 10, 0x4000_0012],
])('the upper half for a compressed cluster at %i of %i bytes', (offset, length, expected) => {
  expect(compressedUpperHalf(offset, length)).toBe(expected);
});
