import { mkdirSync, writeFileSync } from 'node:fs';
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
