import { readdirSync } from 'node:fs';
import { EntryUses, type ImageRoot, type SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type ImageApplianceOptions, imageAppliance } from '../../src/appliance/image-appliance.ts';
import { Scratch } from '../../src/appliance/scratch.ts';
import { imageOf } from './image.ts';
import { ToldWriter } from './told-writer.ts';

const LAYER = [{ name: 'bin/sh', content: '#!', mode: 0o755 }];

const never = () => Promise.reject(new Error('loaded'));

/** Appliances of one cache. */
function appliances() {
  const told = new ToldWriter();
  const cache = scratchDirectory();
  const plugins = { backend: never, family: 'never/asked', writer: told.writer };
  const places = { cache, uses: new EntryUses(cache), scratch: new Scratch(scratchDirectory()) };
  const get = (image: ImageRoot, options: Partial<ImageApplianceOptions> = {}) =>
    imageAppliance(image, { plugins, size: '+1G', ...options }, places);
  return { told, cache, get };
}

/** What is in the appliance of an image, with permission bits. */
async function modesOf(image: Promise<ImageRoot>): Promise<Record<string, string>> {
  const { told, get } = appliances();
  await get(await image);
  return told.modes;
}

const DIRECTORIES = {
  ...{ '/dev': '755', '/proc': '555', '/root': '700', '/run': '755' },
  ...{ '/sys': '555', '/tmp': '1777' },
};

describe('the appliance of a container image', () => {
  it('is all that is in the image, and directories that the guest needs', async () => {
    expect(await modesOf(imageOf(LAYER))).toEqual({
      ...{ ...DIRECTORIES, '/bin': '755', '/bin/sh': '755' },
    });
  });

  it('has these directories as the image has them', async () => {
    const image = imageOf([{ name: 'tmp/', type: '5', mode: 0o700 }, ...LAYER]);
    expect(await modesOf(image)).toMatchObject({ '/tmp': '700', '/run': '755' });
  });

  it.each<[string, string[]]>([
    ['/srv/app', ['/srv', '/srv/app']],
    ['srv//./app/', ['/srv', '/srv/app']],
    ['/tmp/work', ['/tmp/work']],
    ['/tmp', []],
    ['/tmp/', []],
    ['/caf\u00e9', ['/caf\u00c3\u00a9']],
    // As a container engine goes there, step by step.
    ['/srv/../data', ['/srv', '/data']],
    ['/../..', []],
  ])('has the directory that commands start in: %s', async (WorkingDir, made) => {
    const modes = await modesOf(imageOf(LAYER, { WorkingDir }));
    const added = Object.fromEntries(made.map((path) => [path, '755']));
    expect(modes).toEqual({ ...DIRECTORIES, '/bin': '755', '/bin/sh': '755', ...added });
  });

  it('is built once for an image and a size, in the cache', async () => {
    const { told, cache, get } = appliances();
    const image = await imageOf(LAYER);
    const first = await get(image);
    expect(first.startsWith(`${cache}/run/`)).toBe(true);
    expect(readdirSync(first).sort()).toEqual(['initrd', 'kernel', 'root']);
    expect(await get(image)).toBe(first);
    expect(told.builds).toHaveLength(1);
    expect(await get(image, { size: '+2G' })).not.toBe(first);
    expect(await get(await imageOf([...LAYER, ...LAYER]))).not.toBe(first);
    expect(told.builds).toHaveLength(3);
  });

  it('is built as it is asked for, for the architecture of the image', async () => {
    const { told, get } = appliances();
    const events: SuperminEvent[] = [];
    const { signal } = new AbortController();
    await get(await imageOf(LAYER, {}, 'arm64'), {
      ...{ kernel: '6.1', environment: { SUPERMIN_KERNEL: '/k' }, signal },
      ...{ writerOptions: { label: 'x' }, report: (event) => void events.push(event) },
    });
    const { context } = told.build;
    expect(context).toMatchObject({ cpu: 'aarch64', kernel: '6.1', readableKernel: true });
    expect(context.environment).toEqual({ SUPERMIN_KERNEL: '/k' });
    expect(context.options).toEqual({ label: 'x', size: '+1G', modules: 'image' });
    expect(context.signal).toBe(signal);
    expect(events).toContainEqual({ kind: 'message', level: 1, text: 'package handler: none' });
  });

  it.each([
    ['packages', { packages: ['jq'] }],
    ['packages', { packages: ['jq'], bare: true }],
    ['bare', { bare: true }],
  ])('has no choice of packages: %s', async (option, options) => {
    const { told, get } = appliances();
    await expect(get(await imageOf(LAYER), options)).rejects.toMatchObject({
      ...{ code: 'IMAGE_WHOLE', message: expect.stringContaining(`no effect of ${option}:`) },
    });
    expect(told.builds).toEqual([]);
  });

  it('takes an empty list of packages for none', async () => {
    const { told, get } = appliances();
    await get(await imageOf(LAYER), { packages: [], bare: false });
    expect(told.builds).toHaveLength(1);
  });
});
