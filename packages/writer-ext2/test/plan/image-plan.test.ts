import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Content } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { ImagePlan } from '../../src/plan/image-plan.ts';
import { expectSound, output, superblockOf } from '../support/judge.ts';
import { directory, file, hostFile, makeImage, plan, symlink, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();

function smallTree() {
  return treeOf({
    '/etc/motd': file('hello\n'),
    '/usr/bin/tool': file(Buffer.alloc(300_000, 'tool')),
    '/usr/lib': directory({ mode: 0o711 }),
    '/bin': symlink('usr/bin'),
  });
}

describe('planImage', () => {
  it('reads nothing: the sources need not be there', () => {
    const planned = plan(treeOf({ '/a': hostFile('/nonexistent/file', 5e9) }), '8G');
    expect(planned.dataBytes).toBe(5e9);
  });

  it('gives the same plan for the same tree', () => {
    const bytes = (planned: ImagePlan) => {
      const target = Buffer.alloc(4 << 20);
      return Array.from({ length: planned.metadata.count }, (_, run) => {
        target.fill(0);
        planned.metadata.encode(run, target, 0);
        return target.toString('latin1', 0, planned.metadata.length[run]);
      });
    };
    const first = plan(smallTree());
    const second = plan(smallTree());
    expect(second.data).toEqual(first.data);
    expect(bytes(second)).toEqual(bytes(first));
  });

  it('can be served block by block, in any order, without ever being written', async () => {
    const image = join(scratch, 'image');
    const host = join(scratch, 'host');
    writeFileSync(host, Buffer.alloc(70_000, 'host'));
    const tree = smallTree();
    tree.put('/host', hostFile(host, 70_000));
    const planned = await makeImage(image, tree, '20M');
    const written = readFileSync(image);
    const blocks = planned.size / planned.blockSize;
    for (let step = 0; step < blocks; step++) {
      const block = (step * 3571) % blocks;
      const at = block * planned.blockSize;
      const expected = written.subarray(at, at + planned.blockSize);
      expect(readBlock(planned, block).equals(expected), `block ${block}`).toBe(true);
    }
  });

  it('says what stays free, as dumpe2fs does', async () => {
    const image = join(scratch, 'free');
    const planned = await makeImage(image, smallTree(), '50M');
    const superblock = superblockOf(image);
    expect(Number(superblock['Free blocks']) * 4096).toBe(planned.freeBytes);
    expect(Number(superblock['Free inodes'])).toBe(planned.freeInodes);
    expect(superblock['Filesystem UUID']).toBe(planned.uuid);
    expect(output('blkid', '-p', '-s', 'UUID', '-o', 'value', image).trim()).toBe(planned.uuid);
    expect(output('file', image)).toContain(`ext2 filesystem data, UUID=${planned.uuid}`);
  });
});

describe('sizes', () => {
  it('keeps an odd size to the byte', async () => {
    const image = join(scratch, 'odd');
    const planned = await makeImage(image, smallTree(), '10000001b');
    expect(planned.size).toBe(10_000_001);
    expect(readFileSync(image)).toHaveLength(10_000_001);
    expectSound(image);
  });

  it('auto and +N hold the tree and leave room', async () => {
    for (const [size, free] of [
      ['auto', 256],
      ['+64M', 64],
      ['+0b', 0],
    ] as const) {
      const image = join(scratch, size);
      const planned = await makeImage(image, smallTree(), size);
      expectSound(image);
      expect(planned.freeBytes).toBeGreaterThanOrEqual(free * 2 ** 20);
    }
  });

  it('has an inode for every file, however many and small they are', async () => {
    const tree = treeOf({});
    for (let n = 0; n < 3000; n++) tree.put(`/d${n % 7}/${n}`, file(''));
    const image = join(scratch, 'inodes');
    await makeImage(image, tree, '4M');
    expectSound(image);
  });

  it('too small: says need, have and the largest parts before anything is written', () => {
    const tree = smallTree();
    tree.put('/usr/lib/modules/6.1/big.ko', hostFile('/big', 30 * 2 ** 20));
    tree.put('/usr/bin/other', hostFile('/other', 5 * 2 ** 20));
    expect(() => plan(tree, '20M')).toThrow(
      expect.objectContaining({
        code: 'EXT2_TOO_SMALL',
        message:
          'the appliance does not fit into an image of 20M: it needs 36M; the largest parts are ' +
          '/usr/lib/modules/6.1/big.ko (30M), /usr/bin (5.3M), /etc (4K)',
        hint: 'use --size 36M or more, --size auto, or exclude some of it',
      }),
    );
    expect(plan(tree, '36M').freeBytes).toBeGreaterThan(0);
    expect(() => plan(tree, '35M')).toThrow(expect.objectContaining({ code: 'EXT2_TOO_SMALL' }));
  });

  it('too small by one block: what works, 44K, and not a whole MiB', () => {
    expect(() => plan(treeOf({}), '40K')).toThrow(/it needs 44K$/);
    expect(() => plan(treeOf({}), '43K')).toThrow(/it needs 44K$/);
    expect(plan(treeOf({}), '44K').size).toBe(44 * 1024);
  });

  it('more free than any image has: the wish is named, not the appliance', () => {
    expect(() => plan(treeOf({}), '+16383G')).toThrow(/no ext2 image has 16383G free/);
  });

  it.each(['1b', '4095b', '4K', '20K', '40K'])('%s: too small for anything', (size) => {
    expect(() => plan(treeOf({}), size)).toThrow(
      expect.objectContaining({ code: 'EXT2_TOO_SMALL' }),
    );
  });

  it('too large for any image', () => {
    const tree = treeOf({});
    for (let n = 0; n < 10; n++) tree.put(`/${n}`, hostFile('/huge', 2e12));
    expect(() => plan(tree, '4G')).toThrow(expect.objectContaining({ code: 'EXT2_TOO_LARGE' }));
  });
});

/** One block of the image from the plan alone, as a network block device would serve it. */
function readBlock(planned: ImagePlan, block: number): Buffer {
  const { metadata, data, sources, blockSize } = planned;
  const at = block * blockSize;
  const bytes = Buffer.alloc(blockSize);
  const run = lastAtMost(metadata.offset, at);
  if (run >= 0 && at < metadata.offset[run]! + metadata.length[run]!) {
    const whole = Buffer.alloc(metadata.length[run]!);
    metadata.encode(run, whole, 0);
    whole.copy(bytes, 0, at - metadata.offset[run]!);
    return bytes;
  }
  const extent = lastAtMost(data.offset, at);
  if (extent >= 0 && at < data.offset[extent]! + data.length[extent]!) {
    const within = at - data.offset[extent]!;
    const from = data.sourceOffset[extent]! + within;
    const length = Math.min(blockSize, data.length[extent]! - within);
    contentBytes(sources[data.source[extent]!]!).copy(bytes, 0, from, from + length);
  }
  return bytes;
}

function contentBytes(content: Content): Buffer {
  if (content.kind === 'bytes') return Buffer.from(content.bytes);
  if (content.kind === 'path') return readFileSync(content.path);
  throw new Error('no descriptors here');
}

function lastAtMost(sorted: Float64Array, value: number): number {
  return sorted.findLastIndex((each) => each <= value);
}
