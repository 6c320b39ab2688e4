import {
  cpSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { pruneCache } from '../../src/cache/prune-cache.ts';
import type { ImageOptions } from '../../src/container-image/image-options.ts';
import { imageRoot } from '../../src/container-image/image-root.ts';
import { parseImageReference } from '../../src/container-image/reference.ts';
import type { Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import { makeLayout } from '../support/images.ts';

const DAY = 24 * 3600;

/** A registry with one image, in the place of skopeo and the network. */
function registry(during: (layout: string) => void = () => {}) {
  const cacheDirectory = scratchDirectory();
  const layout = makeLayout({ layers: [[{ name: 'file', content: 'content' }]] });
  const fetched: boolean[] = [];
  const host: Host = {
    ...localHost(),
    run: async (_, args, options) => {
      const nothing = Buffer.alloc(0);
      if (args.includes('inspect')) return { status: 0, stdout: nothing, stderr: nothing };
      fetched.push(args.includes('--src-tls-verify=false'));
      during(layout);
      cpSync(layout, options!.cwd!, { recursive: true });
      return { status: 0, stdout: nothing, stderr: nothing };
    },
  };
  const root = (options: Partial<ImageOptions> = {}) =>
    imageRoot(parseImageReference('docker://registry.example/image')!, {
      ...{ cacheDirectory, host },
      ...options,
    });
  return { cacheDirectory, fetched, root };
}

describe('an image of a registry', () => {
  it('is fetched once', async () => {
    const { fetched, root } = registry();
    await root();
    expect((await root()).tree.lookup('/file')).toBeDefined();
    expect(fetched).toEqual([false]);
  });

  it('that came from nobody knows whom is not used without --insecure', async () => {
    const { fetched, root } = registry();
    await root({ insecure: true });
    await root();
    await root({ insecure: true });
    expect(fetched).toEqual([true, false]);
  });

  it.each<[what: string, change: (file: string, isLayer: boolean) => void]>([
    ['layer', (file, isLayer) => isLayer && truncateSync(file, 10)],
    ['manifest', (file, isLayer) => isLayer || writeFileSync(file, '{}')],
  ])('that is refused for its %s leaves no archive of a layer behind', async (_, change) => {
    const isLayer = (file: string) => readFileSync(file, 'latin1')[0] !== '{';
    const blobsOf = (layout: string) =>
      readdirSync(join(layout, 'blobs/sha256')).map((name) => join(layout, 'blobs/sha256', name));
    const { cacheDirectory, root } = registry((layout) => {
      for (const file of blobsOf(layout)) change(file, isLayer(file));
    });
    await expect(root()).rejects.toThrow();
    const images = join(cacheDirectory, 'images-1');
    const layouts = readdirSync(images, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('/layout'))
      .map((name) => join(images, name));
    expect(layouts.flatMap(blobsOf).filter(isLayer)).toEqual([]);
  });

  it('is another one where the architecture is asked for', async () => {
    const { fetched, root } = registry();
    await root();
    await root({ arch: machine() });
    expect(fetched).toEqual([false, false]);
  });

  it('whose layers in the store are damaged is fetched again', async () => {
    const { cacheDirectory, fetched, root } = registry();
    await root();
    const store = join(cacheDirectory, 'layers-1');
    for (const name of readdirSync(store)) truncateSync(join(store, name), 10);
    expect((await root()).tree.lookup('/file')).toBeDefined();
    expect(fetched).toEqual([false, false]);
  });

  it('is not removed while it is being fetched, nor when it was used of late', async () => {
    const removed: number[] = [];
    const found = registry(() => removed.push(pruneCache(found.cacheDirectory, 0).removed.length));
    const { cacheDirectory, root } = found;
    await root();
    expect(removed).toEqual([0]);
    const images = join(cacheDirectory, 'images-1');
    const [name] = readdirSync(images);
    const old = Date.now() / 1000 - 40 * DAY;
    utimesSync(join(images, name!), old, old);
    await root();
    expect(pruneCache(cacheDirectory, 2 ** 30).removed).toEqual([]);
  });
});
