import { describe, expect, it } from 'vitest';
import {
  type Directory,
  directoryBlocks,
  encodeDirectory,
  entrySize,
} from '../../src/format/directory.ts';
import { hexRows } from '../support/hex.ts';

function entriesOf(...names: string[]): Directory {
  return {
    self: 12,
    parent: 2,
    count: names.length,
    name: (index) => names[index]!,
    inode: (index) => 100 + index,
    type: () => 1,
  };
}

function encode(entries: Directory, blocks = directoryBlocks(entries)): Buffer {
  const target = Buffer.alloc(blocks * 4096);
  encodeDirectory(target, 0, blocks, entries);
  return target;
}

describe('encodeDirectory', () => {
  it('writes entries one after the other, the last to the end of the block', () => {
    expect(hexRows(encode(entriesOf('a', 'bcde', 'caf\xc3\xa9')))).toEqual([
      '000 0c0000000c0001022e00000002000000',
      '010 0c0002022e2e0000640000000c000101',
      '020 61000000650000000c00040162636465',
      '030 66000000d00f0501636166c3a9000000',
    ]);
  });

  it('starts a new block rather than cross into it', () => {
    const long = Array.from({ length: 16 }, (_, index) => `${index}`.padStart(252, 'x'));
    const entries = entriesOf(...long);
    expect(directoryBlocks(entries)).toBe(2);
    const target = encode(entries);
    // 24 bytes of . and .., then 15 entries of 260: the 15th reaches to the end, the 16th stands in the second block.
    expect(target.readUInt16LE(24 + 14 * 260 + 4)).toBe(4096 - 24 - 14 * 260);
    expect(target.readUInt32LE(4096)).toBe(115);
    expect(target.readUInt16LE(4096 + 4)).toBe(4096);
  });

  it('fills a block to the last byte', () => {
    // 4,096 - 24 = 4,072 = 15 * 260 + 172
    const names = Array.from({ length: 15 }, (_, index) => `${index}`.padStart(252, 'x'));
    const entries = entriesOf(...names, 'y'.repeat(164));
    expect(directoryBlocks(entries)).toBe(1);
    expect(encode(entries).readUInt16LE(24 + 15 * 260 + 4)).toBe(172);
    expect(directoryBlocks(entriesOf(...names, 'y'.repeat(165)))).toBe(2);
  });

  it('fills blocks that stay empty with an entry of inode 0', () => {
    const target = encode(entriesOf(), 3);
    expect(target.readUInt32LE(4096)).toBe(0);
    expect(target.readUInt16LE(4096 + 4)).toBe(4096);
    expect(target.readUInt16LE(8192 + 4)).toBe(4096);
  });

  it('knows the size of an entry', () => {
    expect([1, 4, 5, 255].map(entrySize)).toEqual([12, 12, 16, 264]);
  });
});
