import { lstatSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../../src/appliance/content-store.ts';
import { inspectLayout } from '../../../src/container-image/inspect/inspect-layout.ts';
import { wantedPlatform } from '../../../src/container-image/platform.ts';
import { fromUnicode } from '../../../src/path/byte-path.ts';
import type { OutputContents } from '../../../src/plugin/inspect-contract.ts';
import { readContent } from '../../../src/tree/content.ts';
import { type Made, makeLayout } from '../../support/images.ts';
import { inspectContext } from '../../support/inspect-context.ts';

function inspect(layout: string): Promise<OutputContents | undefined> {
  return inspectLayout(layout, inspectContext(new ContentStore(scratchDirectory(), 1000)));
}

/** Bytes of all files of a directory, by its own system. */
function bytesOf(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => lstatSync(join(directory, name)))
    .reduce((bytes, stats) => bytes + (stats.isFile() ? stats.size : 0), 0);
}

function sum({ stored, overhead }: OutputContents): number {
  const all = [...stored.values(), ...overhead.map(({ bytes }) => bytes)];
  return all.reduce((total, bytes) => total + bytes, 0);
}

const bytesFor = ({ overhead }: OutputContents, name: string) =>
  overhead.find((each) => each.name.includes(name))?.bytes ?? 0;

/** A sparse file as GNU tar has it: one piece of five bytes in the middle. */
const SPARSE = {
  name: 'sparse',
  content: '1\n500000\n5\n'.padEnd(512, '\0').concat('piece'),
  pax: {
    'GNU.sparse.major': '1',
    'GNU.sparse.minor': '0',
    'GNU.sparse.name': 'sparse',
    'GNU.sparse.realsize': '1000000',
  },
};

const LAYERS: Made['layers'] = [
  [
    { name: 'd/', type: '5' },
    { name: 'd/kept', content: 'x'.repeat(5000) },
    { name: 'd/again', type: '1', linkname: 'd/kept' },
    { name: 'd/replaced', content: 'old' },
    { name: 'd/removed', content: 'old' },
  ],
  [
    { name: 'd/', type: '5' },
    { name: 'd/.wh.removed' },
    { name: 'd/replaced', content: 'new'.repeat(1000) },
    { name: 'd/link', type: '2', linkname: 'kept' },
    { name: 'y'.repeat(90), content: 'z', pax: { 'SCHILY.xattr.user.a': 'b' } },
    SPARSE,
  ],
];

const plain = (bytes: Buffer) => bytes;

describe('inspectLayout', () => {
  it('has each path once, and what it takes in the layers', async () => {
    const layout = makeLayout({ layers: LAYERS, pack: plain });
    const contents = (await inspect(layout))!;
    const { tree, stored } = contents;
    const taken = (path: string) => stored.get(tree.lookup(path)!);
    expect([...tree.walk()].map(({ path }) => path)).toEqual([
      ...['/d', '/d/again', '/d/kept', '/d/link', '/d/replaced', '/sparse', `/${'y'.repeat(90)}`],
    ]);
    expect(tree.lookup('/d/again')).toBe(tree.lookup('/d/kept'));
    expect(taken('/d')).toBe(2 * 512);
    expect(taken('/d/kept')).toBe(512 + 5120 + 512);
    expect(taken('/d/replaced')).toBe(512 + 3072);
    expect(taken('/d/link')).toBe(512);
    expect(taken('/sparse')).toBe(512 + 512);
    expect(bytesFor(contents, 'removed or replaced')).toBe(1024 + 1024 + 512);
  });

  it('has the contents of the last layer, whatever becomes of the layout', async () => {
    const { tree } = (await inspect(makeLayout({ layers: LAYERS })))!;
    const text = (path: string, at: number, length: number) => {
      const node = tree.lookup(path);
      return node?.type === 'file' ? readContent(node.content, at, length).toString() : undefined;
    };
    expect(text('/d/replaced', 0, 6)).toBe('newnew');
    expect(text('/d/kept', 4990, 10)).toBe('x'.repeat(10));
    expect(text('/sparse', 499_999, 7)).toBe('\0piece\0');
    expect(tree.lookup('/sparse')).toMatchObject({ size: 1_000_000 });
  });

  it('accounts for each byte of the layout, and of what is unpacked', async () => {
    const asItIs = makeLayout({ layers: LAYERS, pack: plain });
    const contents = (await inspect(asItIs))!;
    expect(contents).toMatchObject({ image: asItIs, size: bytesOf(asItIs), notes: [] });
    expect(contents.compressed).toBeUndefined();
    expect(sum(contents)).toBe(contents.size);
    const zstd = (bytes: Buffer) => output('zstd', ['-c'], { input: bytes });
    for (const [name, pack] of [
      ['gzip', undefined],
      ['zstd', zstd],
    ] as const) {
      const layout = makeLayout({ layers: LAYERS, ...(pack === undefined ? {} : { pack }) });
      const packed = (await inspect(layout))!;
      expect(packed.compressed).toEqual({ name, size: bytesOf(layout) });
      expect(sum(packed)).toBe(packed.size);
      expect(bytesFor(packed, 'long names')).toBe(bytesFor(contents, 'long names'));
    }
  });

  it('counts a layer that is there twice as often as it is unpacked', async () => {
    const layer = LAYERS[0]!;
    const layout = makeLayout({ layers: [layer, layer] });
    const contents = (await inspect(layout))!;
    expect(sum(contents)).toBe(contents.size);
    expect(contents.compressed?.size).toBe(bytesOf(layout));
  });

  it('says which other images there are', async () => {
    const layout = makeLayout({
      layers: LAYERS,
      index: (all) => {
        const [own] = all.manifests;
        const other = (digit: string, architecture: string) => ({
          ...{ ...own, digest: `sha256:${digit.repeat(64)}` },
          platform: { os: 'linux', architecture, variant: 'v1' },
        });
        const platforms = [
          { ...own, platform: wantedPlatform(machine()) },
          ...[other('a', 'loong64'), other('b', 'sparc64')],
        ];
        return { ...all, manifests: platforms };
      },
    });
    const { notes } = (await inspect(layout))!;
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/images for .*linux\/loong64\/v1.* linux\/sparc64\/v1/);
  });

  it('is none for what is no layout', async () => {
    const other = scratchDirectory({ 'index.json': '{}' });
    expect(await inspect(other)).toBeUndefined();
    writeFileSync(join(other, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    await expect(inspect(other)).rejects.toMatchObject({ code: 'IMAGE_DAMAGED' });
  });

  it('is called by its path in messages, as it can be read', async () => {
    const directory = join(scratchDirectory(), 'caf\u00e9');
    renameSync(makeLayout({ layers: LAYERS, index: () => ({ manifests: [{}] }) }), directory);
    await expect(inspect(fromUnicode(directory))).rejects.toThrow(`${directory}: `);
  });

  it('does not believe a layer that is another one', async () => {
    const layout = makeLayout({
      layers: LAYERS,
      files: (_, blobs) => {
        for (const name of readdirSync(blobs)) {
          const bytes = readFileSync(join(blobs, name));
          if (bytes[0] !== 0x1f) continue;
          bytes[9]! ^= 1;
          writeFileSync(join(blobs, name), bytes);
        }
      },
    });
    await expect(inspect(layout)).rejects.toMatchObject({
      code: 'IMAGE_DAMAGED',
      message: expect.stringContaining('not what its digest says'),
    });
  });
});
