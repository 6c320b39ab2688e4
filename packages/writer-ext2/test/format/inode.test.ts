import { expect, it } from 'vitest';
import { encodeInode, INODE_WORDS } from '../../src/format/inode.ts';
import { hexRows } from '../support/hex.ts';

it('encodes an inode', () => {
  const words = new Uint32Array(2 * INODE_WORDS);
  const blocks = new Uint32Array(15);
  blocks.set([0x11, 0x12]);
  blocks[14] = 0xfffffffe;
  encodeInode(words, INODE_WORDS, {
    mode: 0o104755,
    uid: 0x12345678,
    gid: 0xfedcba98,
    size: 5 * 2 ** 32 + 7,
    links: 2,
    sectors: 24,
    mtime: 2 ** 32 + 1.5,
    created: { seconds: 0x5f5e1000, extra: 4 },
    blocks,
    attributeBlock: 0x99,
    flags: 0x1000,
  });
  expect(hexRows(Buffer.from(words.buffer, 256))).toEqual([
    //   mode uid  size     atime    ctime
    '000 ed89785607000000' + '0100000001000000',
    //   mtime    dtime    gid  links sectors
    '010 0100000000000000' + '98ba020018000000',
    //   flags             block 0  block 1
    '020 0010000000000000' + '1100000012000000',
    //                              attributes at 0x68, size_high at 0x6c
    '060 feffffff00000000' + '9900000005000000',
    //                     uid_high, gid_high at 0x78
    '070 0000000000000000' + '3412dcfe00000000',
    //   extra_isize ctime_extra mtime_extra atime_extra
    '080 200000000194357701' + '94357701943577',
    //   crtime   crtime_extra
    '090 00105e5f04000000' + '0000000000000000',
  ]);
});
