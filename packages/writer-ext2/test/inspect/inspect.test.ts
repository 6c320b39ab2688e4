import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isSuperminError, type OutputContents } from '@supermin/core';
import type { FileNode } from '@supermin/core/writer';
import { listImage } from '@supermin/test-support/images';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { writeImage } from '../../src/image/write-image.ts';
import { inspectOutput } from '../../src/inspect/inspect.ts';
import { qcow2Plan } from '../../src/qcow2/qcow2-plan.ts';
import { findDataRanges } from '../../src/sparse/find-data-ranges.ts';
import { output } from '../support/judge.ts';
import { HAS_QEMU_IMG } from '../support/qcow2.ts';
import {
  device,
  directory,
  file,
  hostFile,
  makeImage,
  plan,
  quiet,
  special,
  symlink,
  treeOf,
} from '../support/trees.ts';

const scratch = scratchDirectory();

function directoryOfOne(): string {
  return scratchDirectory({ file: Buffer.alloc(9000, 'x') });
}

function setInode(image: string, field: string, value: number | string): void {
  output('debugfs', '-w', '-R', `set_inode_field /file ${field} ${value}`, image);
}

/** An extent tree of six levels, in which all entries of all nodes lead to one node of each level. */
function loopedMap(image: string): void {
  const found = output('debugfs', '-R', 'imap /file', image).toString();
  const [, block, offset] = /block (\d+), offset (0x[0-9a-f]+)/.exec(found)!;
  const node = (entries: number, depth: number, child: number) => {
    const bytes = Buffer.alloc(12 + 12 * entries);
    for (const [index, word] of [0xf30a, entries, entries, depth].entries()) {
      bytes.writeUInt16LE(word, 2 * index);
    }
    for (let at = 12; at < bytes.length; at += 12) bytes.writeUInt32LE(child, at + 4);
    return bytes;
  };
  const fd = openSync(image, 'r+');
  const put = (bytes: Buffer, at: number) => writeSync(fd, bytes, 0, bytes.length, at);
  const free = 1500;
  for (let depth = 0; depth < 5; depth++) {
    put(node(depth === 0 ? 0 : 340, depth, free + depth - 1), (free + depth) * 4096);
  }
  put(node(4, 5, free + 4), Number(block) * 4096 + Number(offset) + 0x28);
  closeSync(fd);
}

/** As many as a file of holes has room for. */
function endlessGroups(image: string): void {
  const fd = openSync(image, 'r+');
  const word = Buffer.alloc(4);
  for (const [at, value] of [
    [0x04, 2 ** 32 - 1],
    [0x20, 256],
  ] as const) {
    word.writeUInt32LE(value);
    writeSync(fd, word, 0, 4, 1024 + at);
  }
  closeSync(fd);
  truncateSync(image, 2 ** 40);
}

/** Everything that an image can hold, with files of several sizes and holes. */
function source() {
  const linked = file('of two names');
  const path = join(scratch, 'large');
  const data = Buffer.alloc(100_000, 'large ');
  const fd = openSync(path, 'w');
  for (const at of [0, 3_000_000]) writeSync(fd, data, 0, data.length, at);
  ftruncateSync(fd, 6_000_000);
  closeSync(fd);
  return treeOf({
    '/empty': file(),
    '/small': file('x'),
    '/large': hostFile(path, 6_000_000, { sparse: true }),
    '/a/one': linked,
    '/b/two': linked,
    '/b/short': symlink('small'),
    '/b/long': symlink(`/${'l'.repeat(99)}`),
    '/dev/null': device('character', 1, 3),
    '/dev/wide': device('block', 259, 70_000),
    '/fifo': special('fifo'),
    '/many': directory(),
    ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`/many/name-${n}`, file(`${n}`)])),
    '/with': file('x', { xattrs: new Map([['user.large', Buffer.alloc(500)]]) }),
  });
}

async function makeSource(image: string, size: string): Promise<void> {
  const tree = source();
  await makeImage(image, tree, size, { dataRanges: await findDataRanges(tree, quiet.signal) });
}

async function listed({ tree, read }: OutputContents): Promise<Map<string, object>> {
  const listing = new Map<string, object>();
  for (const { path, node } of tree.walk()) {
    const common = { mode: node.mode.toString(8), owner: `${node.uid}:${node.gid}` };
    const entry = {
      type: node.type,
      ...common,
      mtime: Math.floor(node.mtime),
      size: 0,
      content: '',
    };
    if (node.type === 'symlink') entry.content = node.target;
    if (node.type === 'file') {
      entry.size = node.size;
      entry.content = await digest(read!(node));
      const { content } = node;
      if (content.kind === 'bytes') expect(Buffer.from(content.bytes).length).toBe(node.size);
    }
    listing.set(path, entry);
  }
  return listing;
}

async function digest(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

function sum({ stored, overhead }: OutputContents): number {
  const all = [...stored.values(), ...overhead.map(({ bytes }) => bytes)];
  return all.reduce((total, bytes) => total + bytes, 0);
}

/** Of debugfs and the kernel: devices by number, which a listing has and a tree in another way. */
function withoutDevices(listing: ReadonlyMap<string, object>): object {
  const isDevice = ({ type }: { type?: string }) => type === 'character' || type === 'block';
  return Object.fromEntries(
    [...listing].map(([path, entry]) => [
      path,
      isDevice(entry) ? { ...entry, content: '' } : entry,
    ]),
  );
}

async function expectSame(image: string): Promise<OutputContents> {
  const contents = inspectOutput(image, quiet)!;
  expect(withoutDevices(await listed(contents))).toEqual(withoutDevices(await listImage(image)));
  expect(sum(contents)).toBe(statSync(image).size);
  expect(contents.size).toBe(statSync(image).size);
  expect(contents.overhead.map(({ name }) => name)).not.toContain(
    'in use, but not by what can be found',
  );
  return contents;
}

describe('inspectOutput', () => {
  it('lists our image as the kernel or debugfs does, and accounts for each byte', async () => {
    const image = join(scratch, 'ours');
    await makeSource(image, '400M');
    const { tree, stored } = await expectSame(image);
    expect(tree.lookup('/a/one')).toBe(tree.lookup('/b/two'));
    expect(tree.lookup('/dev/wide')).toMatchObject({ major: 259, minor: 70_000 });
    expect(stored.get(tree.lookup('/empty')!)).toBe(0);
    expect(stored.get(tree.lookup('/small')!)).toBe(4096);
    expect(stored.get(tree.lookup('/with')!)).toBe(8192);
    expect(stored.get(tree.lookup('/b/long')!)).toBe(4096);
    expect(stored.get(tree.lookup('/large')!)).toBeLessThan(300_000);
  });

  it('agrees with stat on what is allocated', async () => {
    const image = join(scratch, 'allocated');
    await makeSource(image, '16M');
    const { tree, stored } = inspectOutput(image, quiet)!;
    for (const path of ['/large', '/many', '/with', '/b/long', '/b/short', '/fifo']) {
      const [, sectors] = /Blockcount: (\d+)/.exec(output('debugfs', '-R', `stat ${path}`, image))!;
      expect([path, stored.get(tree.lookup(path)!)]).toEqual([path, 512 * Number(sectors)]);
    }
  });

  it.each([
    ['ext2', '1024', '20M', []],
    ['ext2', '4096', '300M', ['-O', '^resize_inode']],
    ['ext2', '2048', '300M', ['-O', '^sparse_super,^resize_inode']],
    ['ext3', '4096', '64M', []],
    ['ext4', '4096', '300M', []],
    ['ext4', '1024', '64M', ['-O', '^64bit,^flex_bg']],
    ['ext4', '4096', '300M', ['-O', 'sparse_super2,^resize_inode', '-I', '512']],
  ])('reads %s of mke2fs with blocks of %s bytes and %s (%j)', async (type, block, size, more) => {
    const ours = join(scratch, 'ours-for-mke2fs');
    await makeSource(ours, '16M');
    const directory = scratchDirectory();
    output('debugfs', '-R', `rdump /a /b /large /many /small /empty ${directory}`, ours);
    const image = join(scratchDirectory(), 'theirs');
    output('mke2fs', '-qF', '-t', type, '-b', block, ...more, '-d', directory, image, size);
    truncateSync(image, statSync(image).size + 777);
    const { overhead } = await expectSame(image);
    expect(overhead.find(({ name }) => name === 'behind the filesystem')?.bytes).toBe(777);
    expect(overhead.some(({ name }) => name === 'journal')).toBe(type !== 'ext2');
  });

  it('takes the image of an output directory, and nothing for an image', async () => {
    await makeSource(join(scratch, 'root'), '16M');
    expect(inspectOutput(scratch, quiet)?.image).toBe(join(scratch, 'root'));
    writeFileSync(join(scratch, 'other'), Buffer.alloc(5000));
    expect(inspectOutput(join(scratch, 'other'), quiet)).toBeUndefined();
    expect(inspectOutput(scratchDirectory(), quiet)).toBeUndefined();
    expect(inspectOutput('/dev/null', quiet)).toBeUndefined();
  });

  it.runIf(HAS_QEMU_IMG).each([
    ['qcow2', []],
    ['packed', ['-c']],
    ['old', ['-o', 'compat=0.10,cluster_size=4k']],
  ])('reads a %s file as the image in it', async (name, options) => {
    const raw = join(scratch, 'ours');
    await makeSource(raw, '400M');
    const directory = scratchDirectory();
    // As build calls it.
    const image = join(directory, 'root.qcow2');
    if (name === 'qcow2') await writeImage(qcow2Plan(plan(source(), '400M')), image, quiet);
    else output('qemu-img', 'convert', '-O', 'qcow2', ...options, raw, image);
    const contents = inspectOutput(directory, quiet)!;
    expect(withoutDevices(await listed(contents))).toEqual(withoutDevices(await listImage(raw)));
    expect(contents).toMatchObject({
      ...{ image, size: statSync(raw).size },
      compressed: { name: 'qcow2', size: statSync(image).size },
    });
    expect(sum(contents)).toBe(contents.size);
  });

  it.each(['inline_data', 'bigalloc'])('refuses features that it does not know: %s', (feature) => {
    const image = join(scratch, feature);
    output('mke2fs', '-qF', '-t', 'ext4', '-O', feature, image, '8M');
    expect(() => inspectOutput(image, quiet)).toThrow(
      expect.objectContaining({
        code: 'EXT2_FEATURES',
        message: expect.stringContaining(feature),
      }),
    );
  });

  it('ends, with a result or an error of its own, whatever is damaged', async () => {
    const image = join(scratch, 'sound');
    await makeSource(image, '12M');
    const whole = readFileSync(image);
    const random = randomNumbers(7);
    const path = join(scratch, 'damaged');
    // Superblock, descriptors, and what of the tables and directories is in use.
    const used = [...whole.keys()].filter((at) => whole[at] !== 0 && at < 600_000 && at > 8192);
    let failed = 0;
    for (let round = 0; round < 100; round++) {
      const bytes = Buffer.from(whole);
      for (let count = 0; count < 3; count++) {
        const at = round % 3 === 0 ? 1024 + random(4096) : used[random(used.length)]!;
        bytes[at] = random(256);
      }
      writeFileSync(path, bytes);
      try {
        inspectOutput(path, quiet);
      } catch (error) {
        failed++;
        expect(isSuperminError(error), String(error)).toBe(true);
      }
    }
    expect(failed).toBeGreaterThan(0);
  });

  it.each([
    ['a map whose nodes are all the same one', loopedMap, 'more blocks than it has'],
    [
      'a file of a size that no format has',
      (image: string) => setInode(image, 'size', 2 ** 60),
      'says that it has',
    ],
    ['groups without end', endlessGroups, 'groups of blocks'],
  ])('says that there is %s', async (_, damage, said) => {
    const image = join(scratch, 'hostile');
    output('mke2fs', '-qF', '-t', 'ext4', '-b', '4096', '-d', directoryOfOne(), image, '8M');
    damage(image);
    expect(() => inspectOutput(image, quiet)).toThrow(
      expect.objectContaining({ code: 'EXT2_DAMAGED', message: expect.stringContaining(said) }),
    );
  });

  it('stops in the middle of a hole', async () => {
    const image = join(scratch, 'hole');
    output('mke2fs', '-qF', '-t', 'ext4', '-b', '4096', '-d', directoryOfOne(), image, '8M');
    setInode(image, 'size', 2 ** 43);
    const stopping = new AbortController();
    const { tree, read } = inspectOutput(image, stopping)!;
    setImmediate(() => stopping.abort(new Error('stop')));
    const reading = (async () => {
      for await (const _ of read!(tree.lookup('/file') as FileNode));
    })();
    await expect(reading).rejects.toThrow('stop');
  });

  it('says that an image is cut off', async () => {
    const image = join(scratch, 'cut');
    copyFileSync(join(scratch, 'sound'), image);
    truncateSync(image, 100_000);
    expect(() => inspectOutput(image, quiet)).toThrow(
      expect.objectContaining({ code: 'EXT2_DAMAGED' }),
    );
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('stop'));
    expect(() => inspectOutput(join(scratch, 'sound'), { signal })).toThrow('stop');
  });
});

it('a file of two pieces comes in one', async () => {
  const image = join(scratch, 'ours');
  const contents = inspectOutput(image, quiet)!;
  const large = contents.tree.lookup('/large') as FileNode;
  const { content } = large;
  expect(content.kind).toBe('bytes');
  const bytes = content.kind === 'bytes' ? content.bytes : undefined;
  expect(createHash('sha256').update(bytes!).digest('hex')).toBe(
    await digest(contents.read!(large)),
  );
});
