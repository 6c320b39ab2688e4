import { readdirSync } from 'node:fs';
import { type Descriptor, ImageLayout, type Platform } from '@supermin/core/oci';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { platformName, writeIndex } from '../../src/image/write-index.ts';

const TAG = 'org.opencontainers.image.ref.name';
const os = 'linux';

function imageFor(platform: Platform): Descriptor {
  const digest = `sha256:${'c'.repeat(64)}`;
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return { mediaType, digest, size: 7, platform };
}

function written(images: readonly Descriptor[]) {
  const layout = ImageLayout.create(scratchDirectory());
  writeIndex(layout, images, '1.0');
  const { manifests } = layout.readIndex();
  expect(manifests).toHaveLength(1);
  return { entry: manifests[0]!, layout, blobs: readdirSync(`${layout.directory}/blobs/sha256`) };
}

it('a platform has the name that engines take', () => {
  expect(platformName({ os, architecture: 'arm64', variant: 'v8' })).toBe('linux/arm64/v8');
  expect(platformName({ os, architecture: 'amd64' })).toBe('linux/amd64');
});

it('one image stands in the index itself, with its tag', () => {
  const image = imageFor({ os, architecture: 's390x' });
  const { entry, blobs } = written([image]);
  expect(entry).toEqual({ ...image, annotations: { [TAG]: '1.0' } });
  expect(blobs).toEqual([]);
});

it('several are in an index of their own, which has the tag, by the names of their platforms', () => {
  const images = [
    imageFor({ os, architecture: 'riscv64' }),
    imageFor({ os, architecture: 'arm', variant: 'v7' }),
    imageFor({ os, architecture: 'arm', variant: 'v5' }),
    imageFor({ os, architecture: 'amd64' }),
  ];
  const given = [...images];
  const { entry, layout, blobs } = written(images);
  expect(entry).toMatchObject({
    mediaType: 'application/vnd.oci.image.index.v1+json',
    annotations: { [TAG]: '1.0' },
  });
  expect(layout.readJson(entry)).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [images[3], images[2], images[1], images[0]],
  });
  expect(blobs).toHaveLength(1);
  // Whoever handed them over has them as they were.
  expect(images).toEqual(given);
});
