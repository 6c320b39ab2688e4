import { closeSync, openSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileTree } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { backupGroups, hasSuperblock, planGeometry } from '../../src/layout/geometry.ts';
import { parseSize } from '../../src/layout/size-request.ts';
import { hexRows } from '../support/hex.ts';
import { expectSound, output } from '../support/judge.ts';
import { makeImage } from '../support/trees.ts';

const scratch = scratchDirectory();

const BLOCK = 4096;
const GROUP = 32_768;
const TIME_FIELDS = [0x30, 0x40, 0x108];

/** 1 MiB to 100 GiB, groups cut at odd places, last groups that are too small to be worth it. */
const SIZES = [
  '300K',
  '1M',
  '3M',
  '16M',
  '20M',
  '33M',
  '127M',
  '128M',
  '129M',
  '130M',
  // 272 blocks of structures in the second group, and 28 or 58 for data: too few, and just enough.
  '135446528b',
  '135569408b',
  '140M',
  '257M',
  '300M',
  '1000000001b',
  '4G',
  '17G',
  '100G',
];

/** e2fsck reads every inode; for these that takes no time to speak of. */
const CHECKED = /^([\d.]+[bKM]|4G)$/;

describe('an empty image is laid out as mke2fs does', () => {
  it.each(SIZES)('%s', async (size) => {
    const ours = join(scratch, 'ours');
    const theirs = join(scratch, 'theirs');
    const planned = await makeImage(ours, new FileTree(1e9), size, { sourceDateEpoch: 1e9 });
    const request = parseSize(size);
    writeFileSync(theirs, '');
    truncateSync(theirs, request.kind === 'fixed' ? request.bytes : 0);
    const seed = uuidAt(ours, 1024 + 0xec);
    const sameName = ['-U', planned.uuid, '-E', `hash_seed=${seed}`];
    const sameShape = ['-t', 'ext2', '-b', '4096', '-I', '256', '-i', '16384'];
    output('mke2fs', '-q', '-F', ...sameShape, ...sameName, theirs);

    const { groups, descriptorBlocks, reservedDescriptorBlocks } = planGeometry(planned.size, 0)!;
    for (let group = 0; group < groups; group++) {
      let block = group * GROUP;
      if (hasSuperblock(group)) {
        const at = block * BLOCK + (group === 0 ? 1024 : 0);
        expect(superblock(ours, at), `superblock of group ${group}`).toEqual(
          superblock(theirs, at),
        );
        block++;
        expectSame(ours, theirs, block, descriptorBlocks, `descriptors of group ${group}`);
        block += descriptorBlocks;
        expectSame(ours, theirs, block, reservedDescriptorBlocks, `reserved of group ${group}`);
        block += reservedDescriptorBlocks;
      }
      expectSame(ours, theirs, block, 2, `bitmaps of group ${group}`);
    }
    if (CHECKED.test(size)) expectSound(ours);
    rmSync(ours);
    rmSync(theirs);
  });
});

describe('planGeometry', () => {
  it('leaves out a last group that could hold next to nothing', () => {
    expect(planGeometry(129 * 2 ** 20, 0)).toMatchObject({ groups: 1, blocks: GROUP });
    expect(planGeometry(130 * 2 ** 20, 0)).toMatchObject({ groups: 2, blocks: 33_280 });
  });

  it('makes more inodes than mke2fs where the tree has more files', () => {
    expect(planGeometry(2 ** 30, 0)).toMatchObject({ inodes: 65_536, inodesPerGroup: 8192 });
    expect(planGeometry(2 ** 30, 100_000)).toMatchObject({
      inodesPerGroup: 12_512,
      inodes: 100_096,
    });
  });

  it('gives up on what cannot be', () => {
    expect(planGeometry(0, 0)).toBeUndefined();
    expect(planGeometry(16_384, 0)).toBeUndefined();
    expect(planGeometry(2 ** 27, 32_769)).toBeUndefined();
  });

  it('goes up to the last block number', () => {
    const geometry = planGeometry(2 ** 44, 0)!;
    expect(geometry.groups).toBe(131_072);
    expect(geometry.blocks).toBeLessThan(2 ** 32);
    expect(geometry.reservedDescriptorBlocks).toBe(0);
    expect(geometry.inodes).toBeLessThan(2 ** 32);
  });

  it('keeps backups in groups 1 and the powers of 3, 5 and 7', () => {
    const geometry = planGeometry(2 ** 34, 0)!;
    expect(backupGroups(geometry)).toEqual([1, 3, 5, 7, 9, 25, 27, 49, 81, 125]);
  });
});

function superblock(path: string, at: number): string[] {
  const bytes = read(path, at, 1024);
  for (const field of TIME_FIELDS) bytes.fill(0, field, field + 4);
  return hexRows(bytes);
}

function expectSame(a: string, b: string, block: number, count: number, what: string): void {
  const same = read(a, block * BLOCK, count * BLOCK).equals(read(b, block * BLOCK, count * BLOCK));
  expect(same, what).toBe(true);
}

function read(path: string, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const fd = openSync(path, 'r');
  readSync(fd, bytes, 0, length, at);
  closeSync(fd);
  return bytes;
}

function uuidAt(path: string, at: number): string {
  const hex = read(path, at, 16).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
