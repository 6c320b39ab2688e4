import type { InspectContext, InspectedImage, OutputContents } from '@supermin/core';
import type { TreeNode } from '@supermin/core/writer';
import { directory, file, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { diskContents } from '../../src/inspect/disk-contents.ts';

const disk = file('the disk');
const [kernel, initrd] = [file('kernel'), file('initrd')];

/** An image with a disk, each of whose bytes is told what for. */
function imageOf(more: Partial<OutputContents> = {}): OutputContents {
  const tree = treeOf({
    ...{ '/disk/root.qcow2': disk, '/boot/kernel': kernel, '/boot/initrd': initrd },
  });
  const stored = new Map<TreeNode, number>([
    ...([
      [disk, disk.size + 512],
      [kernel, 2000],
      [initrd, 3000],
    ] as const),
    [tree.lookup('/disk')!, 512],
  ]);
  const overhead = [{ name: 'layout', bytes: 100 }];
  const size = disk.size + 512 + 2000 + 3000 + 512 + 100;
  return { tree, image: '/out', stored, overhead, size, notes: ['of the image'], ...more };
}

const onDisk = file('on the disk');

/** What the disk's own writer says. */
const DISK: OutputContents = {
  ...{ tree: treeOf({ '/f': onDisk }), image: '/elsewhere', size: 70_000, notes: ['of the disk'] },
  ...{ stored: new Map([[onDisk, 60_000]]), overhead: [{ name: 'free space', bytes: 10_000 }] },
};

/** Also what was asked of that writer. */
async function inspect(image: OutputContents, found: OutputContents | undefined = DISK) {
  const asked: [string, InspectedImage][] = [];
  const context = {
    inspectImage: async (format: string, inspected: InspectedImage) => {
      asked.push([format, inspected]);
      return found;
    },
  } as unknown as InspectContext;
  return { contents: await diskContents(image, context), asked };
}

describe('an image with a disk', () => {
  it('has what is on the disk, as the ext2 writer reads it', async () => {
    const { contents, asked } = await inspect(imageOf());
    expect(contents).toMatchObject({ tree: DISK.tree, stored: DISK.stored, image: '/out' });
    expect(contents!.notes).toEqual(['of the image', 'of the disk']);
    const name = '/out:/disk/root.qcow2';
    expect(asked).toEqual([['ext2', { name, content: disk.content, size: disk.size }]]);
  });

  it('says what the rest is, and all of it adds up to the size', async () => {
    const { size, stored, overhead } = (await inspect(imageOf())).contents!;
    expect(overhead).toEqual([
      { name: 'free space', bytes: 10_000 },
      ...[
        { name: 'kernel', bytes: 2000 },
        { name: 'initrd', bytes: 3000 },
      ],
      { name: 'archive of the disk', bytes: 1024 },
      { name: 'layout', bytes: 100 },
    ]);
    const told = [...stored.values(), ...overhead.map(({ bytes }) => bytes)];
    expect(told.reduce((sum, bytes) => sum + bytes)).toBe(size);
  });

  it.each([
    [undefined, undefined, undefined],
    [{ name: 'qcow2', size: 8 }, undefined, { name: 'qcow2', size: imageOf().size }],
    [
      { name: 'qcow2', size: 8 },
      { name: 'gzip', size: 9 },
      { name: 'qcow2, gzip', size: 9 },
    ],
  ])('is compressed as the disk (%j) and its layers (%j)', async (ofDisk, ofImage, compressed) => {
    const image = imageOf({ compressed: ofImage });
    const { contents } = await inspect(image, { ...DISK, compressed: ofDisk });
    expect(contents!.compressed).toEqual(compressed);
  });
});

describe('an image without one of ours', () => {
  it.each([
    ['nothing there', treeOf({ '/bin/sh': file() })],
    ['no file there', treeOf({ '/disk/root.qcow2': directory() })],
  ])('has %s', async (_, tree) => {
    expect(await inspect(imageOf({ tree }))).toEqual({ contents: undefined, asked: [] });
  });

  it('has something else there', async () => {
    const context = { inspectImage: async () => undefined } as unknown as InspectContext;
    expect(await diskContents(imageOf(), context)).toBeUndefined();
  });
});
