import { expect, it } from 'vitest';
import { encodeSuperblock } from '../../src/format/superblock.ts';
import { hexRows } from '../support/hex.ts';

it('encodes a superblock', () => {
  const target = Buffer.alloc(1024);
  encodeSuperblock(target, 0, {
    inodes: 262_144,
    blocks: 1_048_576,
    reservedBlocks: 52_428,
    freeBlocks: 1_030_066,
    freeInodes: 262_133,
    inodesPerGroup: 8192,
    reservedDescriptorBlocks: 255,
    overheadBlocks: 18_504,
    uuid: Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
    hashSeed: Buffer.from('f0e0d0c0b0a090807060504030201000', 'hex'),
    time: 1_600_000_000,
    group: 3,
  });
  expect(hexRows(target)).toEqual([
    '000 0000040000001000cccc0000b2b70f00',
    '010 f5ff0300000000000200000002000000',
    '020 00800000008000000020000000000000',
    '030 000000000000ffff53ef000001000000',
    '040 00105e5f000000000000000001000000',
    '050 000000000b0000000001030038000000',
    '060 02000000030000000011223344556677',
    '070 8899aabbccddeeff0000000000000000',
    '0c0 0000000000000000000000000000ff00',
    '0e0 000000000000000000000000f0e0d0c0',
    '0f0 b0a09080706050403020100001000000',
    '100 0c0000000000000000105e5f00000000',
    '150 00000000000000000000000020002000',
    '160 01000000000000000000000000000000',
    '240 00000000000000004848000000000000',
  ]);
});

it('cuts a group number above 65,535 off, as mke2fs does', () => {
  const target = Buffer.alloc(1024);
  const zero = Buffer.alloc(16);
  encodeSuperblock(target, 0, {
    inodes: 0,
    blocks: 0,
    reservedBlocks: 0,
    freeBlocks: 0,
    freeInodes: 0,
    inodesPerGroup: 0,
    reservedDescriptorBlocks: 0,
    overheadBlocks: 0,
    uuid: zero,
    hashSeed: zero,
    time: 0,
    group: 78_125,
  });
  expect(target.readUInt16LE(0x5a)).toBe(78_125 - 65_536);
});
