import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import type { FileTree } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { writeImage } from '../../src/image/write-image.ts';
import { qcow2Plan } from '../../src/qcow2/qcow2-plan.ts';
import { writeCompressed } from '../../src/qcow2/write-compressed.ts';
import { output } from '../support/judge.ts';
import { expectSame, HAS_QEMU_IMG } from '../support/qcow2.ts';
import { directory, file, hostFile, plan, quiet, symlink, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();
const RANDOM = randomBytes(300_000);
const HOST = `${scratch}/host`;
writeFileSync(HOST, Buffer.concat([RANDOM, Buffer.alloc(1_000_000), Buffer.from('end')]));
const HOST_SIZE = statSync(HOST).size;

const TREES: [string, string, () => FileTree][] = [
  ['nothing', '1M', () => treeOf({})],
  ['a file in a large image', '130G', () => treeOf({ '/a': file('x') })],
  ['a size that is no multiple of a sector', '2097153b', () => treeOf({ '/a': file('x') })],
  [
    'files of all sizes',
    '40M',
    () =>
      treeOf({
        '/random': file(RANDOM),
        '/zeros': file(Buffer.alloc(500_000)),
        '/host': hostFile(HOST, HOST_SIZE),
        '/text': file('text '.repeat(50_000)),
        '/d': directory(),
        '/link': symlink('text'),
        ...Object.fromEntries(
          Array.from({ length: 300 }, (_, index) => [
            `/d/${index}`,
            file(`${index}`.repeat(index)),
          ]),
        ),
      }),
  ],
  ['as large as need be', 'auto', () => treeOf({ '/host': hostFile(HOST, HOST_SIZE) })],
];

describe.skipIf(!HAS_QEMU_IMG)('a qcow2 file', () => {
  it.each(TREES)('is what the raw image is: %s', async (name, size, tree) => {
    const [raw, qcow2, small] = ['raw', 'qcow2', 'small'].map((form) => `${scratch}/${form}`);
    await writeImage(plan(tree(), size), raw!, quiet);
    await writeImage(qcow2Plan(plan(tree(), size)), qcow2!, quiet);
    await writeCompressed(plan(tree(), size), small!, quiet);
    expectSame(raw!, qcow2!);
    expectSame(raw!, small!);
    const again = `${scratch}/again`;
    await writeCompressed(plan(tree(), size), again, quiet);
    expect(readFileSync(again).equals(readFileSync(small!)), name).toBe(true);
    for (const path of [raw!, qcow2!, small!, again]) rmSync(path);
  });

  it('is sparse, and smaller if it is compressed', async () => {
    const tree = () => treeOf({ '/text': file('text '.repeat(500_000)) });
    await writeImage(qcow2Plan(plan(tree(), '64M')), `${scratch}/large`, quiet);
    await writeCompressed(plan(tree(), '64M'), `${scratch}/packed`, quiet);
    expect(statSync(`${scratch}/large`).size).toBeLessThan(4e6);
    expect(statSync(`${scratch}/packed`).size).toBeLessThan(1e6);
    const info = output('qemu-img', 'info', '--output=json', `${scratch}/packed`);
    expect(JSON.parse(info)).toMatchObject({ format: 'qcow2', 'virtual-size': 64 * 2 ** 20 });
  });
});

describe('what goes wrong leaves no file', () => {
  it('a file that became shorter', async () => {
    const path = `${scratch}/shrunk`;
    writeFileSync(path, Buffer.alloc(100_000, 'x'));
    const planned = plan(treeOf({ '/f': hostFile(path, 100_000) }));
    truncateSync(path, 10);
    const image = `${scratch}/none`;
    await expect(writeCompressed(planned, image, quiet)).rejects.toMatchObject({
      code: 'EXT2_SOURCE_CHANGED',
    });
    expect(existsSync(image)).toBe(false);
  });

  it('a signal', async () => {
    const controller = new AbortController();
    const tree = treeOf({ '/f': file(randomBytes(20 << 20)) });
    const image = `${scratch}/aborted`;
    const report = () => controller.abort(new Error('enough'));
    const writing = writeCompressed(plan(tree, '64M'), image, {
      signal: controller.signal,
      report,
    });
    await expect(writing).rejects.toThrow('enough');
    expect(existsSync(image)).toBe(false);
  });
});
