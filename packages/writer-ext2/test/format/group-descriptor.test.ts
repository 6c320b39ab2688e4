import { expect, it } from 'vitest';
import { encodeGroupDescriptor } from '../../src/format/group-descriptor.ts';

it('encodes a group descriptor as mke2fs does', () => {
  const target = Buffer.alloc(40);
  encodeGroupDescriptor(target, 4, {
    blockBitmap: 257,
    inodeBitmap: 258,
    inodeTable: 259,
    freeBlocks: 31_991,
    freeInodes: 8181,
    directories: 2,
  });
  // Group 0 of `mke2fs -t ext2 -b 4096` on 4 GiB.
  expect(target.toString('hex')).toBe(
    '00000000' +
      '010100000201000003010000f77cf51f02000400' +
      '000000000000000000000000' +
      '00000000',
  );
});
