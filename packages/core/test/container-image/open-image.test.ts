import { machine } from 'node:os';
import { join } from 'node:path';
import { output } from '@supermin/test-support/programs';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { ContainerImage } from '../../src/container-image/container-image.ts';
import { contextOf, type ImageOptions } from '../../src/container-image/image-options.ts';
import { withImage } from '../../src/container-image/open-image.ts';
import { wantedPlatform } from '../../src/container-image/platform.ts';
import { parseImageReference } from '../../src/container-image/reference.ts';
import { makeDockerArchive, makeLayout } from '../support/images.ts';

const LAYERS = [[{ name: 'file', content: 'content' }]];

function open<T>(
  name: string,
  work: (image: ContainerImage) => Promise<T>,
  options: Partial<ImageOptions> = {},
): Promise<T> {
  const context = contextOf({ cacheDirectory: scratchDirectory(), ...options });
  return withImage(parseImageReference(name)!, context, work);
}

const idOf = async ({ id }: ContainerImage) => id;

describe('an image', () => {
  const layout = makeLayout({ layers: LAYERS });
  const tar = join(scratchDirectory(), 'layout.tar');
  output('tar', ['-cf', tar, '-C', layout, '.']);
  const docker = makeDockerArchive({ layers: LAYERS });

  it.each([`oci:${layout}`, `oci-archive:${tar}`, `docker-archive:${docker}`])(
    'is open while it is worked with: image %#',
    async (name) => {
      const size = await open(name, async ({ layers: [layer] }) => {
        let bytes = 0;
        for await (const chunk of layer!.open()) bytes += chunk.length;
        return bytes - layer!.size;
      });
      expect(size).toBe(0);
      const failing = open(name, () => Promise.reject(new Error('had enough')));
      await expect(failing).rejects.toThrow('had enough');
      const missing = open(`${name}:other`, idOf);
      await expect(missing).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
      await expect.poll(openScratchFiles, { timeout: 30_000 }).toEqual([]);
    },
  );

  it('is that of the tag', async () => {
    const id = await open(`oci:${layout}`, idOf);
    expect(await open(`oci:${layout}:test`, idOf)).toBe(id);
    expect(await open(`docker-archive:${docker}:test`, idOf)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is for this machine, if there are several, or for what was asked for', async () => {
    const other = machine() === 's390x' ? 'arm64' : 's390x';
    const several = makeLayout({
      layers: LAYERS,
      index: (all) => {
        const [own] = all.manifests;
        const platform = wantedPlatform(machine());
        const foreign = { os: 'linux', architecture: other };
        const digest = `sha256:${'0'.repeat(64)}`;
        return {
          manifests: [
            { ...own, platform },
            { ...own, digest, platform: foreign },
          ],
        };
      },
    });
    expect(await open(`oci:${several}`, idOf)).toBe(await open(`oci:${layout}`, idOf));
    // That one is not there.
    await expect(open(`oci:${several}`, idOf, { arch: other })).rejects.toMatchObject({
      code: 'IMAGE_DAMAGED',
    });
    await expect(open(`oci:${layout}`, idOf, { arch: other })).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
    });
  });
});
