import { readdirSync } from 'node:fs';
import { ImageLayout, type Platform } from '@supermin/core/oci';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { type ImageParts, writeImage } from '../../src/image/write-image.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

function layer(digit: string) {
  const digest = `sha256:${digit.repeat(64)}`;
  const mediaType = 'application/vnd.oci.image.layer.v1.tar';
  return { descriptor: { mediaType, digest, size: 5 }, diffId: `${digest} before` };
}

function written(more: Partial<ImageParts> = {}) {
  const layout = ImageLayout.create(scratchDirectory());
  const descriptor = writeImage(layout, {
    layers: [layer('a'), layer('b')],
    titles: ['first', 'second'],
    platform: { architecture: 'riscv64', os: 'linux' },
    created: '2020-01-02T03:04:05Z',
    config: { Entrypoint: ['/init'], Env: ['A=B'], WorkingDir: '/' },
    annotations: {},
    ...more,
  });
  const manifest = layout.readJson(descriptor) as Record<string, unknown>;
  const config = layout.readJson(manifest.config as typeof descriptor);
  return { layout, descriptor, manifest, config };
}

it('a manifest has its configuration and its layers in their order', () => {
  const { layout, descriptor, manifest } = written();
  const { config, ...others } = manifest;
  expect(others).toEqual({
    schemaVersion: 2,
    mediaType: MANIFEST,
    layers: [layer('a').descriptor, layer('b').descriptor],
  });
  expect(config).toMatchObject({ mediaType: CONFIG });
  expect(descriptor.mediaType).toBe(MANIFEST);
  expect(readdirSync(`${layout.directory}/blobs/sha256`)).toHaveLength(2);
});

it('a configuration has what the archives were before they were compressed, and where each came from', () => {
  expect(written().config).toEqual({
    created: '2020-01-02T03:04:05Z',
    architecture: 'riscv64',
    os: 'linux',
    config: { Entrypoint: ['/init'], Env: ['A=B'], WorkingDir: '/' },
    rootfs: { type: 'layers', diff_ids: [layer('a').diffId, layer('b').diffId] },
    history: ['first', 'second'].map((title) => ({
      created: '2020-01-02T03:04:05Z',
      created_by: `supermin: ${title}`,
    })),
  });
});

it('the platform, with a variant where there is one, stands in the configuration and beside the manifest', () => {
  const platform: Platform = { architecture: 'arm', os: 'linux', variant: 'v7' };
  const { descriptor, config } = written({ platform });
  expect(config).toMatchObject(platform);
  expect(descriptor.platform).toEqual(platform);
});

it('annotations stand in the manifest, where there are any', () => {
  expect(written({ annotations: { a: 'b' } }).manifest.annotations).toEqual({ a: 'b' });
  expect(written().manifest).not.toHaveProperty('annotations');
});
