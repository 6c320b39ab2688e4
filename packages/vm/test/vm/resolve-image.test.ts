import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { wholeImageOf, withImageRoot } from '../../src/vm/resolve-image.ts';
import { imageFileOf, imageOf } from '../appliance/image.ts';

const LAYER = [{ name: 'usr/any', content: 'x' }];

describe('the image of a VM', () => {
  it('is unpacked into the cache where it is named', async () => {
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => void events.push(event);
    const options = { image: imageFileOf(LAYER), memory: 64, report };
    const { image, ...others } = await withImageRoot(options, scratchDirectory());
    expect(image?.host.readFile('/usr/any').toString()).toBe('x');
    expect(others).toEqual({ memory: 64, report });
    expect(events).not.toEqual([]);
  });

  it('is the one of an architecture, where that is asked for', async () => {
    const image = imageFileOf(LAYER, {}, 'arm64');
    const found = await withImageRoot({ image, arch: 'aarch64' }, scratchDirectory());
    expect(found.image?.cpu).toBe('aarch64');
    const other = withImageRoot({ image, arch: 's390x' }, scratchDirectory());
    await expect(other).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
  });

  it('is taken as it is where it has been unpacked, or there is none', async () => {
    const image = await imageOf(LAYER);
    expect(await withImageRoot({ image }, scratchDirectory())).toEqual({ image });
    expect(await withImageRoot({ memory: 64 }, scratchDirectory())).toEqual({ memory: 64 });
  });

  it('is no directory', async () => {
    const image = scratchDirectory();
    await expect(withImageRoot({ image }, scratchDirectory())).rejects.toMatchObject({
      ...{ code: 'IMAGE_REFERENCE', message: expect.stringContaining(image) },
    });
  });

  it('is not unpacked for whom the signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const options = { image: imageFileOf(LAYER), signal };
    await expect(withImageRoot(options, scratchDirectory())).rejects.toThrow('enough');
  });
});

describe('commands have the surroundings of an image', () => {
  it('unless only packages are taken from it', async () => {
    const image = await imageOf(LAYER);
    expect(wholeImageOf({ image })).toBe(image);
    expect(wholeImageOf({ image, appliance: '/a' })).toBeUndefined();
    expect(wholeImageOf({ image, appliancePackage: 'box' })).toBeUndefined();
    expect(wholeImageOf({})).toBeUndefined();
    // It has not been unpacked.
    expect(wholeImageOf({ image: 'docker-archive:/x' })).toBeUndefined();
  });
});
