import {
  appendFileSync,
  chmodSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { Allowance } from '../../src/layers/allowance.ts';
import { LayerStore } from '../../src/layers/layer-store.ts';
import { readContent } from '../../src/tree/content.ts';
import type { FileNode } from '../../src/tree/node.ts';
import { addLayer, digestOf, LIMIT, sourceOf } from '../support/layers.ts';

const FILES = [
  { name: './usr/', type: '5', mode: 0o755 },
  { name: './usr/a', content: 'first', mode: 0o4755, uid: 7 },
  { name: './usr/b', type: '1', linkname: './usr/a' },
  { name: './usr/l', type: '2', linkname: 'a' },
  { name: './usr/c', content: 'x'.repeat(3_000_000) },
];

function fileOf(cache: string): string {
  return `${cache}/layers-1/${digestOf('a')}`;
}

/** Writes to the file, which then has the time of now, or another. */
function change(file: string, offset: number, time?: number): void {
  const bytes = readFileSync(file);
  const at = offset < 0 ? bytes.length + offset : offset;
  bytes[at]! ^= 1;
  const { mtimeMs } = statSync(file);
  writeFileSync(file, bytes);
  utimesSync(file, 0, time ?? mtimeMs / 1000);
}

describe('LayerStore', () => {
  it('gives an archive back, by its digest, with all that was remembered of it', async () => {
    const cache = scratchDirectory();
    await addLayer(cache, 'a', FILES, { control: 'Package: a\n' });
    const store = new LayerStore(cache);
    const layer = store.find(digestOf('a'))!;
    expect(store.has(digestOf('a'))).toBe(true);
    expect(layer.notes).toEqual({ control: 'Package: a\n' });
    const file = layer.tree.lookup('/usr/a') as FileNode;
    expect(file).toMatchObject({ mode: 0o4755, uid: 7, size: 5 });
    expect(readContent(file.content, 0, 5).toString()).toBe('first');
    expect(layer.tree.lookup('/usr/b')).toBe(file);
    expect(layer.tree.lookup('/usr/l')).toMatchObject({ type: 'symlink', target: 'a' });
    const large = layer.tree.lookup('/usr/c') as FileNode;
    expect(readContent(large.content, 0, large.size).equals(Buffer.alloc(3_000_000, 'x'))).toBe(
      true,
    );
    expect(large.content).toMatchObject({ kind: 'part', path: fileOf(cache) });
  });

  it('knows nothing of what is not there', () => {
    const store = new LayerStore(scratchDirectory());
    expect(store.find(digestOf('b'))).toBeUndefined();
    expect(store.has(digestOf('b'))).toBe(false);
    expect(() => store.find('../x')).toThrow('not a SHA-256');
  });

  it.each([
    ['contents', 3],
    ['index', -200],
    ['trailer', -40],
  ] as const)('forgets a layer whose %s changed', async (what, offset) => {
    const cache = scratchDirectory();
    await addLayer(cache, 'a', FILES);
    // Contents are read only if the time tells that somebody wrote to the file.
    change(fileOf(cache), offset, what === 'contents' ? 5 : undefined);
    expect(new LayerStore(cache).find(digestOf('a'))).toBeUndefined();
    expect(readdirSync(`${cache}/layers-1`)).toEqual([]);
  });

  it('believes contents that are right, whatever the time says', async () => {
    const cache = scratchDirectory();
    await addLayer(cache, 'a', FILES);
    utimesSync(fileOf(cache), 5, 5);
    expect(new LayerStore(cache).find(digestOf('a'))).toBeDefined();
    expect(statSync(fileOf(cache)).mtimeMs).toBeGreaterThan(5000);
  });

  it('forgets what is cut off, longer, or open to others', async () => {
    const cache = scratchDirectory();
    const file = fileOf(cache);
    const spoil = [
      () => writeFileSync(file, readFileSync(file).subarray(0, 1000)),
      () => writeFileSync(file, readFileSync(file).subarray(1)),
      () => writeFileSync(file, ''),
      () => appendFileSync(file, ' '),
      () => chmodSync(file, 0o666),
    ];
    for (const each of spoil) {
      await addLayer(cache, 'a', FILES);
      each();
      expect(new LayerStore(cache).find(digestOf('a'))).toBeUndefined();
    }
  });

  it('keeps nothing of an archive that is damaged, too large, or leads out', async () => {
    const cache = scratchDirectory();
    const add = (members: Parameters<typeof sourceOf>[0], limit = LIMIT) =>
      new LayerStore(cache).add(digestOf('a'), sourceOf(members), {
        report: () => {},
        allowance: new Allowance(limit),
      });
    await expect(add(FILES, 1000)).rejects.toMatchObject({ code: 'LAYER_SIZE' });
    await expect(add([{ name: '../x', content: '' }])).rejects.toMatchObject({
      code: 'ARCHIVE_MEMBER',
    });
    await expect(
      add([
        { name: 'l', type: '2', linkname: 'l' },
        { name: 'l/x', content: '' },
      ]),
    ).rejects.toMatchObject({ code: 'TREE_LINK_LOOP' });
    expect(readdirSync(`${cache}/layers-1`)).toEqual([]);
  });

  it('clears away what a killed process left, and what nobody used for a month', async () => {
    const cache = scratchDirectory();
    await addLayer(cache, 'a', FILES);
    const dead = `${cache}/layers-1/supermin-00000000-1-1-1-1`;
    writeFileSync(dead, '');
    utimesSync(dead, 5, 5);
    const old = `${cache}/layers-1/${digestOf('b')}`;
    writeFileSync(old, '');
    utimesSync(old, 5, 5);
    await addLayer(cache, 'c', FILES);
    expect(readdirSync(`${cache}/layers-1`)).toEqual([digestOf('a'), digestOf('c')]);
  });

  it('gives one layer to all who add it at a time', async () => {
    const cache = scratchDirectory();
    const layers = await Promise.all(Array.from({ length: 5 }, () => addLayer(cache, 'a', FILES)));
    expect(new Set(layers.map(({ file }) => file)).size).toBe(1);
    expect(readdirSync(`${cache}/layers-1`)).toEqual([digestOf('a')]);
  });
});
