import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { Allowance } from '../../src/layers/allowance.ts';
import type { LayerEntry } from '../../src/layers/layer-entry.ts';
import { readEntries, readLayer, writeEntries, writeLayer } from '../../src/layers/layer-file.ts';
import { sha256 } from '../../src/text/sha256.ts';
import { readContent } from '../../src/tree/content.ts';
import type { FileNode } from '../../src/tree/node.ts';
import { sourceOf } from '../support/layers.ts';

const FILE = '/final';
const ENTRY: LayerEntry = ['/a', 'f', 0o644, 0, 0, 0, 0, 8, 0];
const TRAILER = 96;

async function* content() {
  yield Buffer.from('contents');
}

/** A layer with one file, as it lies there. */
async function write(limit = 100): Promise<string> {
  const temporary = join(scratchDirectory(), 'layer');
  const options = { temporary, file: FILE, allowance: new Allowance(limit), report: () => {} };
  await writeEntries({ name: 'x.tar', notes: { caf: '\xe9' } }, options, async (store) => {
    await store.keep(content(), 8);
    return [ENTRY];
  });
  return temporary;
}

/** Writes the layer once more, with another index: as somebody would who knows the format. */
function rewrite(file: string, change: (index: Record<string, unknown>) => unknown, at = 8) {
  const bytes = readFileSync(file);
  const text = bytes.toString('latin1', 8, bytes.length - TRAILER);
  const index = Buffer.from(JSON.stringify(change(JSON.parse(text))), 'latin1');
  const trailer = `supermin layer 1 ${index.length} ${sha256(index)}`.padEnd(TRAILER);
  const { mtimeMs } = statSync(file);
  writeFileSync(file, Buffer.concat([bytes.subarray(0, at), index, Buffer.from(trailer)]));
  utimesSync(file, 5, mtimeMs / 1000);
}

const damaged = (file: string) => ({
  code: 'LAYER_DAMAGED',
  message: `${file}: truncated or corrupt`,
});

describe('the file of a layer', () => {
  it('has contents, index and trailer, for its owner alone', async () => {
    const file = await write();
    const bytes = readFileSync(file);
    expect(bytes.toString('latin1', 0, 8)).toBe('contents');
    const index = bytes.subarray(8, -TRAILER);
    expect(JSON.parse(index.toString('latin1'))).toEqual({
      ...{ entries: [ENTRY], notes: { caf: '\xe9' }, contents: sha256(Buffer.from('contents')) },
      ...{ size: 8, time: statSync(file).mtimeMs / 1000 },
    });
    expect(bytes.toString('latin1').slice(-TRAILER).trimEnd()).toBe(
      `supermin layer 1 ${index.length} ${sha256(index)}`,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('comes back as it was written, with the bytes of its index', async () => {
    const file = await write();
    const { length } = readFileSync(file).subarray(8, -TRAILER);
    expect(readEntries(file)).toEqual({
      ...{ file, entries: [ENTRY], notes: { caf: '\xe9' }, indexBytes: length },
    });
  });

  it('is written where there is none yet', async () => {
    const file = await write();
    const options = { temporary: file, file, allowance: new Allowance(9), report: () => {} };
    const writing = writeEntries({ name: 'x', notes: {} }, options, async () => []);
    await expect(writing).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('has no more contents than it may', async () => {
    const tooLarge = { code: 'LAYER_SIZE', message: expect.stringMatching(/^[xa]\.tar: /) };
    await expect(write(7)).rejects.toMatchObject(tooLarge);
    await write(8);
    const temporary = join(scratchDirectory(), 'layer');
    const options = { temporary, file: FILE, allowance: new Allowance(2), report: () => {} };
    const writing = writeLayer(sourceOf([{ name: 'a', content: 'abc' }]), options);
    await expect(writing).rejects.toMatchObject(tooLarge);
  });

  it('counts as used when it is read, and is not younger for that', async () => {
    const file = await write();
    const { mtimeMs } = statSync(file);
    utimesSync(file, 5, mtimeMs / 1000);
    readEntries(file);
    expect(statSync(file).atimeMs).toBeGreaterThan(mtimeMs - 1000);
    expect(statSync(file).atimeMs).toBeLessThan(mtimeMs + 1e7);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  it('is believed by its time; without that, its contents are read', async () => {
    const file = await write();
    const { mtimeMs } = statSync(file);
    const bytes = readFileSync(file);
    utimesSync(file, 5, 5);
    expect(readEntries(file).entries).toEqual([ENTRY]);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    writeFileSync(file, Buffer.concat([Buffer.from('CONTENTS'), bytes.subarray(8)]));
    for (const [seconds, isBelieved] of [
      [mtimeMs / 1000, true],
      [mtimeMs / 1000 + 1, false],
      [mtimeMs / 1000 - 1, false],
    ] as const) {
      utimesSync(file, 5, seconds);
      if (isBelieved) expect(readEntries(file).entries).toEqual([ENTRY]);
      else expect(() => readEntries(file)).toThrow(expect.objectContaining(damaged(file)));
    }
  });

  it('may have no contents', async () => {
    const temporary = join(scratchDirectory(), 'layer');
    const options = { temporary, file: FILE, allowance: new Allowance(0), report: () => {} };
    await writeLayer(sourceOf([{ name: 'd/', type: '5' }]), options);
    expect(readEntries(temporary).entries.map(([path]) => path)).toEqual(['/d']);
  });

  it('is closed again, whatever happens', async () => {
    const file = await write();
    await write(7).catch(() => {});
    readEntries(file);
    writeFileSync(file, '');
    expect(() => readEntries(file)).toThrow('truncated or corrupt');
    expect(openScratchFiles()).toEqual([]);
  });

  it('of many contents is read in pieces', async () => {
    const temporary = join(scratchDirectory(), 'layer');
    const large = 'x'.repeat(3 << 20);
    const source = sourceOf([{ name: 'a', content: `${large}end` }]);
    const allowance = new Allowance(1 << 30);
    await writeLayer(source, { temporary, file: temporary, allowance, report: () => {} });
    utimesSync(temporary, 5, 5);
    const { tree } = readLayer(temporary, 'digest');
    const file = tree.lookup('/a') as FileNode;
    expect(readContent(file.content, 3 << 20, 3).toString()).toBe('end');
  });
});

describe('the file of a layer is damaged', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['when it is empty', () => Buffer.alloc(0)],
    ['when it is a part of a trailer', (bytes) => bytes.subarray(-TRAILER + 1)],
    ['when it is a trailer alone', (bytes) => bytes.subarray(-TRAILER)],
    ['when something is behind it', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
    ['when something is before it', (bytes) => Buffer.concat([Buffer.from('x'), bytes])],
    ['when its index is another', (bytes) => bytes.fill(0x20, 20, 21)],
    [
      'when its trailer is another',
      (bytes) => bytes.fill(0x30, bytes.length - 79, bytes.length - 78),
    ],
  ])('%s', async (_, change) => {
    const file = await write();
    const { mtimeMs } = statSync(file);
    writeFileSync(file, change(readFileSync(file)));
    utimesSync(file, 5, mtimeMs / 1000);
    expect(() => readEntries(file)).toThrow(expect.objectContaining(damaged(file)));
    expect(() => readLayer(file, 'x')).toThrow(expect.objectContaining(damaged(file)));
  });

  it('when its index tells of more contents than there are', async () => {
    const file = await write();
    rewrite(file, (index) => index);
    expect(readEntries(file).entries).toEqual([ENTRY]);
    rewrite(file, (index) => ({ ...index, size: 9 }));
    expect(() => readEntries(file)).toThrow(expect.objectContaining(damaged(file)));
  });
});
