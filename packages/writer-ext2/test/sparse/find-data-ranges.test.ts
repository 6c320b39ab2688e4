import {
  closeSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { findDataRanges } from '../../src/sparse/find-data-ranges.ts';
import { debugfs, debugfsLines, expectSound, inodeOf } from '../support/judge.ts';
import { file, hostFile, makeImage, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();
const { signal } = new AbortController();
const GIB = 2 ** 30;

function sparseFile(name: string, size: number, ...pieces: [at: number, text: string][]): string {
  const path = join(scratch, name);
  const fd = openSync(path, 'w');
  ftruncateSync(fd, size);
  for (const [at, text] of pieces) writeSync(fd, text, at);
  closeSync(fd);
  return path;
}

describe('findDataRanges', () => {
  it('believes a tree that says where the holes are', async () => {
    const dataRanges = Float64Array.of(4096, 8192);
    const path = sparseFile('told', 100_000, [4096, 'x']);
    const descriptor = openSync(path, 'r');
    const content = { kind: 'descriptor', fd: descriptor, offset: 0 } as const;
    const node = file('', { size: 100_000, content, sparse: true, dataRanges });
    const tree = treeOf({ '/told': node });
    const found = await findDataRanges(tree, signal);
    expect(found).toEqual(new Map([[node, dataRanges]]));
    const image = join(scratch, 'told.image');
    await makeImage(image, tree, '16M', { dataRanges: found });
    closeSync(descriptor);
    expectSound(image);
    expect(inodeOf(image, '/told')).toMatchObject({ Size: '100000', Blockcount: '8' });
  });

  it('looks only into sparse files of the host', async () => {
    const path = sparseFile('small', 100_000, [50_000, 'x']);
    const marked = hostFile(path, 100_000, { sparse: true });
    const tree = treeOf({
      '/marked': marked,
      '/again': marked,
      '/unmarked': hostFile(path, 100_000),
      '/memory': file(Buffer.alloc(100_000), { sparse: true }),
      '/gone': hostFile(join(scratch, 'gone'), 100_000, { sparse: true }),
    });
    expect(await findDataRanges(tree, signal)).toEqual(
      new Map([[marked, Float64Array.of(49_152, 53_248)]]),
    );
  });
});

describe('a sparse host file of 5 GiB', () => {
  it('stays sparse in the image', async () => {
    const size = 5 * GIB;
    const path = sparseFile('large', size, [0, 'begin'], [3 * GIB, 'middle'], [size - 3, 'end']);
    const tree = treeOf({
      '/large': hostFile(path, size, { sparse: true }),
      '/z': file('behind it'),
    });
    const image = join(scratch, 'image');
    const planned = await makeImage(image, tree, '64M', {
      dataRanges: await findDataRanges(tree, signal),
    });
    expectSound(image);
    expect(inodeOf(image, '/large').Size).toBe(`${size}`);
    expect(Number(inodeOf(image, '/large').Blockcount)).toBeLessThan(2 ** 11);
    expect(planned.dataBytes).toBeLessThan(2 ** 20);
    expect(statSync(image).blocks * 512).toBeLessThan(2 ** 21);
    for (const [at, text] of [
      [0, 'begin'],
      [3 * GIB, 'middle'],
      [size - 3, 'end'],
    ] as const) {
      const [block] = debugfsLines(image, [`bmap /large ${Math.floor(at / 4096)}`]);
      expect(textAt(image, Number(block) * 4096 + (at % 4096), text.length)).toBe(text);
    }
    expect(debugfsLines(image, [`bmap /large ${GIB / 4096}`])).toEqual(['0']);
  });

  it('of which every byte is data is copied whole', async () => {
    const path = join(scratch, 'dense');
    writeFileSync(path, Buffer.alloc(200_000, 'd'));
    const tree = treeOf({ '/dense': hostFile(path, 200_000, { sparse: true }) });
    const image = join(scratch, 'dense-image');
    await makeImage(image, tree, '4M', { dataRanges: await findDataRanges(tree, signal) });
    expectSound(image);
    expect(debugfs(image, 'cat /dense')).toBe('d'.repeat(200_000));
  });
});

function textAt(path: string, at: number, length: number): string {
  const fd = openSync(path, 'r');
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, at);
  closeSync(fd);
  return bytes.toString();
}
