import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Descriptor, ImageLayout, MEDIA_TYPES } from '@supermin/core/oci';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { addImages } from '../../src/image/added-images.ts';

const { signal } = new AbortController();

function emptyLayout(): ImageLayout {
  const directory = join(scratchDirectory(), 'layout');
  mkdirSync(directory);
  return ImageLayout.create(directory);
}

/** An image without layers. */
function imageIn(layout: ImageLayout, architecture: unknown, more: object = {}): Descriptor {
  const config = layout.putJson('application/vnd.oci.image.config.v1+json', { architecture });
  const manifest = layout.putJson(MEDIA_TYPES.manifest, { config, layers: [] });
  return {
    ...manifest,
    platform: { os: 'linux', architecture } as Descriptor['platform'],
    ...more,
  };
}

/** Adds a layout with these images in its index. */
async function add(fill: (layout: ImageLayout) => unknown[]) {
  const from = emptyLayout();
  const index = from.putJson(MEDIA_TYPES.index, { schemaVersion: 2, manifests: fill(from) });
  const text = JSON.stringify({ schemaVersion: 2, manifests: [index] });
  writeFileSync(join(from.directory, 'index.json'), text);
  const layout = emptyLayout();
  const images = await addImages(layout, imageIn(layout, 'amd64'), [from.directory], signal);
  return images.map(({ platform }) => platform!.architecture);
}

const many = (count: number) => (layout: ImageLayout) =>
  Array.from({ length: count }, (_, n) => imageIn(layout, `a${n}`));

describe('the images of an index', () => {
  it('are added, 64 at most', async () => {
    expect(await add(many(2))).toEqual(['amd64', 'a0', 'a1']);
    expect(await add(many(64))).toHaveLength(65);
  });

  it.each<[string, (layout: ImageLayout) => unknown[]]>([
    ['its index is no index', many(0)],
    ['its index is no index', many(65)],
    ['its index is no index', (layout) => [imageIn(layout, 'arm64'), { digest: 'x' }]],
    ['an image of it has no platform', (layout) => [imageIn(layout, 5)]],
    ['an image of it has no platform', (layout) => [imageIn(layout, 'a', { platform: undefined })]],
    ['an image of it has no platform', (layout) => [imageIn(layout, 'a', { mediaType: 'x/y' })]],
  ])('are refused where %s', async (reason, fill) => {
    await expect(add(fill)).rejects.toMatchObject({
      ...{ code: 'OCI_ADD', message: expect.stringContaining(reason) },
    });
  });
});

describe('an image', () => {
  const BAD = {
    code: 'OCI_ADD',
    message: expect.stringContaining('a manifest of it is no manifest'),
  };

  /** With this in the place of its manifest. */
  function imageOf(make: (layout: ImageLayout, config: Descriptor) => unknown) {
    return add((layout) => {
      const config = layout.putJson('application/vnd.oci.image.config.v1+json', {});
      const manifest = layout.putJson(MEDIA_TYPES.manifest, make(layout, config));
      return [{ ...manifest, platform: { os: 'linux', architecture: 'arm64' } }];
    });
  }

  const layers = (count: number) => (layout: ImageLayout, config: Descriptor) => {
    const layer = layout.putBytes('application/vnd.oci.image.layer.v1.tar', Buffer.from('layer'));
    return { config, layers: Array<Descriptor>(count).fill(layer) };
  };

  it.each<[string, Parameters<typeof imageOf>[0]]>([
    ['null', () => null],
    ['a text', () => 'manifest'],
    ['without a configuration', () => ({ layers: [] })],
    ['with a layer that is none', (_, config) => ({ config, layers: [{ digest: 'x' }] })],
    ['of more than 1000 blobs', layers(1000)],
  ])('is refused where its manifest is %s', async (_, make) => {
    await expect(imageOf(make)).rejects.toMatchObject(BAD);
  });

  it.each<[string, (file: string) => void, string]>([
    ['a pipe', (file) => spawnSync('mkfifo', [file]), 'it is not a file'],
    ['a directory', (file) => mkdirSync(file), 'it is not a file'],
    ['a link', (file) => symlinkSync('/dev/zero', file), 'it is a link'],
    ['longer', (file) => writeFileSync(file, 'layers'), '6 bytes, not 5'],
    ['cut off', (file) => writeFileSync(file, 'laye'), '4 bytes, not 5'],
    ['another', (file) => writeFileSync(file, 'LAYER'), 'truncated or corrupt'],
  ])('is refused where a layer is %s', async (_, make, says) => {
    const added = imageOf((layout, config) => {
      const manifest = layers(1)(layout, config);
      const file = layout.blobPath(manifest.layers[0]!.digest);
      rmSync(file);
      make(file);
      return manifest;
    });
    await expect(added).rejects.toThrow(says);
  });

  it('is added with its layers, and without any', async () => {
    expect(await imageOf(layers(2))).toEqual(['amd64', 'arm64']);
    expect(await imageOf((_, config) => ({ config }))).toEqual(['amd64', 'arm64']);
  });
});
