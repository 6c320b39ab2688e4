import { describe, expect, it } from 'vitest';
import { dockerArchiveImage } from '../../src/container-image/docker-archive-image.ts';
import type { Choice } from '../../src/container-image/layout-image.ts';
import { wantedPlatform } from '../../src/container-image/platform.ts';
import { memoryFiles, textOf } from '../support/image-files.ts';
import { type Json, sha256Of } from '../support/images.ts';

const ANY: Choice = { tag: undefined, platform: wantedPlatform('s390x'), strict: false };

const digit = (character: string) => character.repeat(64);

const CONFIG = JSON.stringify({
  ...{ architecture: 'arm64', os: 'linux' },
  rootfs: { type: 'layers', diff_ids: [`sha256:${digit('a')}`, `sha256:${digit('b')}`] },
});
const ID = sha256Of(Buffer.from(CONFIG));

const ENTRY = { Config: `${ID}.json`, RepoTags: ['some/name:1'], Layers: ['1.tar', '2.tar'] };

/** An archive with one image, and what is changed of it. */
function open(manifest: Json = [ENTRY], choice: Partial<Choice> = {}, more: Json = {}) {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
  const texts = { 'manifest.json': text, [`${ID}.json`]: CONFIG, '1.tar': 'one', '2.tar': 'upper' };
  return dockerArchiveImage(memoryFiles({ ...texts, ...more }), 'x', { ...ANY, ...choice });
}

const tagged = (...RepoTags: string[]) => ({ ...ENTRY, RepoTags });
const throws = (code: string, why: string, hint?: string) =>
  expect.objectContaining({ code, message: `x: ${why}`, ...(hint === undefined ? {} : { hint }) });
const damaged = (why: string) => throws('IMAGE_DAMAGED', why);
const NONE = 'there is no such image in it';

describe('an image of docker save', () => {
  it('has the digest of its configuration, and the layers that the manifest names', async () => {
    const image = open();
    expect(image).toMatchObject({ name: 'x', id: ID, config: { architecture: 'arm64' } });
    expect(image.layers).toMatchObject([
      { diffId: digit('a'), digest: undefined, size: 3 },
      { diffId: digit('b'), digest: undefined, size: 5 },
    ]);
    expect(await textOf(image.layers[1]!.open())).toBe('upper');
  });

  it('is for any platform, unless one was asked for', () => {
    const hint = 'there is: linux/arm64';
    expect(() => open([ENTRY], { strict: true })).toThrow(
      throws('IMAGE_MISSING', 'no image for linux/s390x in it', hint),
    );
    const platform = wantedPlatform('arm64');
    expect(open([ENTRY], { strict: true, platform }).id).toBe(ID);
  });

  it('is not believed when its configuration is not what its name says', () => {
    const names = [`${digit('0')}.json`, `blobs/sha256/${digit('0')}`];
    for (const Config of names) {
      expect(() => open([{ ...ENTRY, Config }], {}, { [Config]: CONFIG })).toThrow(
        damaged(`${Config} is not what its digest says`),
      );
    }
    // Names of others say nothing.
    expect(open([{ ...ENTRY, Config: 'config' }], {}, { config: CONFIG }).id).toBe(ID);
  });

  it('has all its layers, and as many as its configuration', () => {
    expect(() => open([{ ...ENTRY, Layers: ['1.tar', '3.tar'] }])).toThrow(
      damaged('3.tar is missing'),
    );
    expect(() => open([{ ...ENTRY, Layers: ['1.tar'] }])).toThrow(
      damaged('1 layers, 2 in its configuration'),
    );
  });
});

describe('a manifest of docker save', () => {
  it.each<[string, Json]>([
    ['an object', ENTRY],
    ['null in the list', [null]],
    ['a text in the list', ['x']],
    ['no configuration', [{ ...ENTRY, Config: undefined }]],
    ['no layers', [{ ...ENTRY, Layers: undefined }]],
    ['a text for layers', [{ ...ENTRY, Layers: '1.tar' }]],
    ['a number for a layer', [{ ...ENTRY, Layers: ['1.tar', 2] }]],
    ['a text for names', [{ ...ENTRY, RepoTags: 'x' }]],
    ['a number for a name', [{ ...ENTRY, RepoTags: [1] }]],
    ['one entry that is wrong', [ENTRY, {}]],
  ])('is damaged: %s', (_, manifest) => {
    expect(() => open(manifest)).toThrow(
      damaged('manifest.json does not list images, with Config and Layers'),
    );
  });

  it('is JSON, and there', () => {
    expect(() => open('{')).toThrow(damaged('manifest.json is not JSON'));
    expect(() => dockerArchiveImage(memoryFiles({}), 'x', ANY)).toThrow(
      throws('IMAGE_MISSING', 'there is no manifest.json in it'),
    );
  });

  it.each([[undefined], [null], [[]]])('may name images by %j', (RepoTags) => {
    expect(open([{ ...ENTRY, RepoTags }]).id).toBe(ID);
    expect(() => open([{ ...ENTRY, RepoTags }], { tag: 'x' })).toThrow(
      throws('IMAGE_MISSING', NONE),
    );
  });
});

describe('a name of an image', () => {
  it.each([
    ['debian', 'debian:latest'],
    ['debian:12', 'debian:12'],
    ['debian', 'docker.io/library/debian:latest'],
    ['debian:12', 'docker.io/library/debian:12'],
    ['some/name:1', 'docker.io/some/name:1'],
    ['own', 'localhost/own:latest'],
  ])('%s finds %s', (tag, name) => {
    const other = { ...ENTRY, Config: 'none', RepoTags: ['other:latest'] };
    expect(open([other, tagged('more:1', name)], { tag }).id).toBe(ID);
  });

  it.each([
    ['debian', 'debian:12'],
    ['debian', 'quay.io/debian:latest'],
    ['name:1', 'some/name:1'],
    ['', 'debian:latest'],
  ])('%j does not find %s', (tag, name) => {
    expect(() => open([tagged(name)], { tag })).toThrow(
      throws('IMAGE_MISSING', NONE, `its images: ${name}`),
    );
  });

  it('is needed where there are several images; ten of them are told', () => {
    const names = Array.from({ length: 12 }, (_, at) => `name:${at}`);
    const several = names.map((name) => tagged(name));
    const hint = `its images: ${names.slice(0, 10).join(', ')}`;
    expect(() => open(several)).toThrow(
      throws('IMAGE_MISSING', 'there are several images in it', hint),
    );
    expect(open(several, { tag: 'name:3' }).id).toBe(ID);
  });

  it.each([[[]], [[{ ...ENTRY, RepoTags: null }]]])(
    'is no help where none has one: %#',
    (manifest) => {
      let error: unknown;
      try {
        open(manifest, { tag: 'x' });
      } catch (each) {
        error = each;
      }
      expect(error).toMatchObject({
        code: 'IMAGE_MISSING',
        message: `x: ${NONE}`,
        hint: undefined,
      });
    },
  );
});
