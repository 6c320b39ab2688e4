import { gzipSync } from 'node:zlib';
import { archive } from '@supermin/test-support/archive';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../../src/appliance/content-store.ts';
import type { PackedLayer } from '../../../src/container-image/container-image.ts';
import { parseImageConfig } from '../../../src/container-image/image-config.ts';
import { layerBytes } from '../../../src/container-image/inspect/image-contents.ts';
import { readArchives } from '../../../src/container-image/inspect/read-archives.ts';
import { sha256Of } from '../../support/images.ts';
import { inspectContext } from '../../support/inspect-context.ts';

const HAS_ZSTD = available('layers that are compressed by zstd', hasProgram('zstd'));
const CONFIG = parseImageConfig(Buffer.from('{"rootfs":{"diff_ids":[]}}'), 'x');

const plain = (bytes: Buffer) => bytes;
const zstd = (bytes: Buffer) => output('zstd', ['-c'], { input: bytes });

/** @param chunk bytes of each */
function layerOf(name: string, pack: (bytes: Buffer) => Buffer, chunk = 1 << 20): PackedLayer {
  const bytes = archive([{ name, content: name }]);
  const packed = pack(bytes);
  async function* open() {
    for (let at = 0; at < packed.length; at += chunk) yield packed.subarray(at, at + chunk);
  }
  return { diffId: sha256Of(bytes), digest: sha256Of(packed), size: packed.length, open };
}

const imageOf = (layers: PackedLayer[]) => ({ name: 'image', id: 'x', config: CONFIG, layers });

function read(layers: PackedLayer[], signal = new AbortController().signal) {
  const context = inspectContext(new ContentStore(scratchDirectory()));
  return readArchives(imageOf(layers), { ...context, signal });
}

describe('archives of an image that is inspected', () => {
  it('are read in their order, with the bytes that they have when they are unpacked', async () => {
    const { archives } = await read([layerOf('a', gzipSync), layerOf('b', plain)]);
    expect(archives.map(({ size }) => size)).toEqual([2048, 2048]);
    expect(archives.map(({ entries }) => entries[0]![0])).toEqual(['/a', '/b']);
  });

  it('tell how they are compressed, each way once, in order', async () => {
    const compressions = async (...layers: PackedLayer[]) => (await read(layers)).compressions;
    expect(await compressions(layerOf('a', plain))).toEqual([]);
    expect(await compressions(layerOf('a', plain), layerOf('b', gzipSync, 100))).toEqual(['gzip']);
    if (!HAS_ZSTD) return;
    const layers = [layerOf('a', zstd), layerOf('b', gzipSync), layerOf('c', zstd)];
    expect(await compressions(...layers)).toEqual(['gzip', 'zstd']);
  });

  it('are not read when nobody wants them any more', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(read([layerOf('a', plain)], signal)).rejects.toThrow('enough');
  });
});

it('a layer that an image has twice lies there once', () => {
  const [a, b] = [layerOf('a', plain), layerOf('b', gzipSync)];
  expect(layerBytes(imageOf([a, b, a]))).toBe(a.size + b.size);
  const untold = { ...a, digest: undefined };
  expect(layerBytes(imageOf([untold, untold, b]))).toBe(a.size + b.size);
  expect(layerBytes(imageOf([]))).toBe(0);
});
