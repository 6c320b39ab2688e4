import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readSuperblock } from '../../src/inspect/read-superblock.ts';
import { output } from '../support/judge.ts';

/** The superblock of a filesystem that mke2fs has made. */
function superblock(...options: string[]): Buffer {
  const image = join(scratchDirectory(), 'image');
  output('mke2fs', '-qF', ...options, image, '16M');
  return readFileSync(image).subarray(1024, 2048);
}

const SMALL = superblock('-t', 'ext2', '-b', '1024', '-I', '128', '-O', '^resize_inode');
const LARGE = superblock('-t', 'ext4', '-b', '4096', '-I', '256', '-O', '64bit');

/** With another number at a place. */
function changed(at: number, value: number, bytes = SMALL): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(value, at);
  return copy;
}

describe('readSuperblock', () => {
  it('reads what mke2fs writes', () => {
    expect(readSuperblock(SMALL)).toMatchObject({
      ...{ blockSize: 1024, blocks: 16_384, firstDataBlock: 1, blocksPerGroup: 8192 },
      ...{ inodeSize: 128, descriptorSize: 32, backups: 'sparse', unknown: [] },
    });
    expect(readSuperblock(LARGE)).toMatchObject({
      ...{ blockSize: 4096, blocks: 4096, firstDataBlock: 0, blocksPerGroup: 32_768 },
      ...{ inodeSize: 256, descriptorSize: 64 },
    });
  });

  it.each([
    ['no filesystem', Buffer.alloc(1024)],
    ['a part of one', SMALL.subarray(0, 1023)],
  ])('is nothing of %s', (_, bytes) => {
    expect(readSuperblock(bytes)).toBeUndefined();
  });

  it.each([
    ['blocks', 0x04, [2, 2 ** 32 - 1], [0, 1]],
    ['the first data block', 0x14, [0, 1], [2, 2 ** 32 - 1]],
    ['the block size, as a power of two', 0x18, [0, 6], [7, 20, 31, 2 ** 32 - 1]],
    ['blocks of a group', 0x20, [256, 8192], [0, 255, 8193]],
    ['inodes of a group', 0x28, [1, 8192], [0, 8193]],
    ['the size of an inode', 0x58, [128, 256, 1024], [0, 64, 127, 129, 192, 2048]],
  ])('takes no number that makes no sense: %s', (_, at, sound, senseless) => {
    const found = (value: number) => readSuperblock(changed(at, value)) !== undefined;
    expect(sound.map(found)).toEqual(sound.map(() => true));
    expect(senseless.map(found)).toEqual(senseless.map(() => false));
  });

  it('takes no descriptor that is larger than a block', () => {
    const of = (size: number) => {
      const bytes = Buffer.from(LARGE);
      bytes.writeUInt16LE(size, 0xfe);
      return readSuperblock(bytes)?.descriptorSize;
    };
    expect([32, 64, 4096, 4097].map(of)).toEqual([64, 64, 4096, undefined]);
  });

  it.each([
    [['-t', 'ext4', '-O', 'inline_data'], ['inline_data']],
    [['-t', 'ext4', '-O', 'bigalloc'], ['bigalloc']],
    [['-t', 'ext4', '-O', 'meta_bg,^resize_inode'], ['meta_bg']],
    [['-t', 'ext4'], []],
  ])('names the features of mke2fs %j whose layout it does not know', (options, unknown) => {
    expect(readSuperblock(superblock(...options))!.unknown).toEqual(unknown);
  });

  it('knows where the copies are', () => {
    expect(
      readSuperblock(superblock('-t', 'ext2', '-O', '^sparse_super,^resize_inode'))!.backups,
    ).toBe('all');
    const two = superblock('-t', 'ext4', '-b', '1024', '-O', 'sparse_super2,^resize_inode');
    expect(readSuperblock(two)!.backups).toEqual([0, 1]);
  });
});
