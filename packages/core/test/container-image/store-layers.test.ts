import { readdirSync } from 'node:fs';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { ContainerImage, PackedLayer } from '../../src/container-image/container-image.ts';
import { parseImageConfig } from '../../src/container-image/image-config.ts';
import { contextOf } from '../../src/container-image/image-options.ts';
import { hasLayers, storeLayers } from '../../src/container-image/store-layers.ts';
import { LayerStore } from '../../src/layers/layer-store.ts';
import { sha256Of } from '../support/images.ts';

const CONFIG = parseImageConfig(Buffer.from('{"rootfs":{"diff_ids":[]}}'), 'x');

function layerOf(name: string, more: Partial<PackedLayer> = {}): PackedLayer {
  const bytes = archive([{ name, content: name }]);
  async function* open() {
    yield bytes;
  }
  return { diffId: sha256Of(bytes), digest: undefined, size: bytes.length, open, ...more };
}

const imageOf = (...layers: PackedLayer[]): ContainerImage => ({
  ...{ name: 'image', id: 'x', config: CONFIG, layers },
});

const never: Partial<PackedLayer> = {
  open: () => {
    throw new Error('opened');
  },
};

describe('layers of an image in the store', () => {
  it('are unpacked once, whatever image has them', async () => {
    const context = contextOf({ cacheDirectory: scratchDirectory() });
    const [a, b] = [layerOf('a'), layerOf('b')];
    const before = await storeLayers(imageOf(a), context);
    expect(before[0]!.entries.map(([path]) => path)).toEqual(['/a']);
    const layers = await storeLayers(imageOf({ ...a, ...never }, b), context);
    expect(layers.map(({ entries }) => entries[0]![0])).toEqual(['/a', '/b']);
    expect(layers[0]!.file).toBe(before[0]!.file);
    const again = imageOf({ ...b, ...never }, { ...a, ...never });
    expect((await storeLayers(again, context)).map(({ file }) => file)).toEqual(
      [layers[1], layers[0]].map((each) => each!.file),
    );
  });

  it('are all there, or not', async () => {
    const context = contextOf({ cacheDirectory: scratchDirectory() });
    const [a, b] = [layerOf('a'), layerOf('b')];
    await storeLayers(imageOf(a), context);
    expect(hasLayers(imageOf(), context)).toBe(true);
    expect(hasLayers(imageOf(a, a), context)).toBe(true);
    expect(hasLayers(imageOf(a, b), context)).toBe(false);
  });

  it('are not taken for an archive of a package with the same bytes', async () => {
    const cacheDirectory = scratchDirectory();
    const layer = layerOf('a');
    await storeLayers(imageOf(layer), contextOf({ cacheDirectory }));
    expect(new LayerStore(cacheDirectory).has(layer.diffId)).toBe(false);
  });

  it('are not kept when they are not what the configuration says', async () => {
    const cacheDirectory = scratchDirectory();
    const wrong = layerOf('a', { diffId: 'a'.repeat(64) });
    await expect(storeLayers(imageOf(wrong), contextOf({ cacheDirectory }))).rejects.toMatchObject({
      code: 'IMAGE_DAMAGED',
      message: 'image: layer aaaaaaaaaaaa: it is not what the configuration says',
    });
    expect(readdirSync(`${cacheDirectory}/layers-1`)).toEqual([]);
  });

  it('that find no room name the cache', async () => {
    const cacheDirectory = scratchDirectory();
    async function* open() {
      yield Buffer.alloc(0);
      throw Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
    }
    const storing = storeLayers(imageOf(layerOf('a', { open })), contextOf({ cacheDirectory }));
    await expect(storing).rejects.toMatchObject({
      code: 'NO_SPACE',
      message: expect.stringContaining(cacheDirectory),
    });
  });

  it('are not looked for when nobody wants them any more', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const context = contextOf({ cacheDirectory: scratchDirectory(), signal });
    await expect(storeLayers(imageOf(layerOf('a', never)), context)).rejects.toThrow('enough');
  });
});
