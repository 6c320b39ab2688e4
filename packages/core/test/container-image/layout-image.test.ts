import { describe, expect, it } from 'vitest';
import {
  type Choice,
  layoutImage,
  layoutPlatforms,
  readDocument,
} from '../../src/container-image/layout-image.ts';
import { wantedPlatform } from '../../src/container-image/platform.ts';
import { MemoryLayout, memoryFiles, textOf } from '../support/image-files.ts';
import { type Json, sha256Of } from '../support/images.ts';

const OCI = 'application/vnd.oci.image';
const DOCKER = 'application/vnd.docker';
const TAR = `${OCI}.layer.v1.tar`;
const DIFF_ID = 'd'.repeat(64);
const TAG = 'org.opencontainers.image.ref.name';

const ANY: Choice = { tag: undefined, platform: wantedPlatform('aarch64'), strict: false };
const STRICT: Choice = { ...ANY, strict: true };

const platform = (architecture: string) => ({ platform: { os: 'linux', architecture } });
const tagged = (tag: string) => ({ annotations: { [TAG]: tag } });

interface Parts {
  layout?: MemoryLayout;
  architecture?: string;
  layers?: Json[];
  manifest?: (manifest: Json) => unknown;
  mediaType?: string;
}

/** Puts an image into a layout; `more` goes into its descriptor. */
function put(more = {}, parts: Parts = {}): Json {
  const { layout = new MemoryLayout(), architecture = 'arm64', layers = [] } = parts;
  const { manifest = (all: Json) => all, mediaType = `${OCI}.manifest.v1+json` } = parts;
  const diff_ids = layers.map(() => `sha256:${DIFF_ID}`);
  const value = { architecture, os: 'linux', rootfs: { type: 'layers', diff_ids } };
  const config = layout.put(`${OCI}.config.v1+json`, value);
  return layout.put(mediaType, manifest({ schemaVersion: 2, config, layers }), more);
}

const open = (layout: MemoryLayout, choice: Partial<Choice> = {}) =>
  layoutImage(layout.files, 'oci:x', { ...ANY, ...choice });

/** What an image in a layout of its own is opened as. */
function openOnly(parts: Parts, choice: Partial<Choice> = {}) {
  const layout = parts.layout ?? new MemoryLayout();
  return open(layout.index(put({}, { ...parts, layout })), choice);
}

function errorOf(work: () => unknown): Json {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const damaged = (why: string) => ({ code: 'IMAGE_DAMAGED', message: `oci:x: ${why}` });
const missing = (why: string) => ({ code: 'IMAGE_MISSING', message: `oci:x: ${why}` });

describe('an image of a layout', () => {
  it('has the digest of its configuration, and its layers in their order', async () => {
    const layout = new MemoryLayout();
    const layers = ['lower', 'upper'].map((text) => layout.put(TAR, text));
    const image = openOnly({ layout, layers });
    expect(image).toMatchObject({ name: 'oci:x', config: { architecture: 'arm64' } });
    expect(layout.texts[`blobs/sha256/${image.id}`]).toContain('"diff_ids"');
    expect(image.layers).toMatchObject([
      { diffId: DIFF_ID, digest: sha256Of(Buffer.from('lower')), size: 5 },
      { diffId: DIFF_ID, digest: sha256Of(Buffer.from('upper')), size: 5 },
    ]);
    expect(await textOf(image.layers[1]!.open())).toBe('upper');
  });

  it.each([TAR, `${TAR}+gzip`, `${TAR}+zstd`, `${DOCKER}.image.rootfs.diff.tar.gzip`])(
    'may have a layer of the kind %s',
    (mediaType) => {
      const layout = new MemoryLayout();
      expect(openOnly({ layout, layers: [layout.put(mediaType, 'x')] }).layers).toHaveLength(1);
    },
  );

  it.each([`${TAR}+xz`, `${TAR}+gzip+encrypted`, `${TAR}gzip`, 'application/tar'])(
    'may not have a layer of the kind %s',
    (mediaType) => {
      const layout = new MemoryLayout();
      const layers = [layout.put(mediaType, 'x')];
      expect(errorOf(() => openOnly({ layout, layers }))).toMatchObject({
        code: 'IMAGE_UNSUPPORTED',
        message: `oci:x: a layer of the kind ${mediaType}`,
      });
    },
  );

  it('may lack a layer, which cannot be opened', () => {
    const layer = new MemoryLayout().put(TAR, 'elsewhere');
    const image = openOnly({ layers: [layer] });
    expect(image.layers).toMatchObject([{ size: 0 }]);
    const file = `blobs/sha256/${layer.digest.slice(7)}`;
    expect(errorOf(() => image.layers[0]!.open())).toMatchObject(damaged(`${file} is missing`));
  });

  it('has layers of the size that its manifest says, also when they are opened', () => {
    const layout = new MemoryLayout();
    const layer = layout.put(TAR, 'layer');
    const file = `blobs/sha256/${layer.digest.slice(7)}`;
    const image = openOnly({ layout, layers: [layer] });
    layout.texts[file] = 'longer';
    const wrong = damaged(`${file} has 6 bytes, not 5`);
    expect(errorOf(() => image.layers[0]!.open())).toMatchObject(wrong);
    expect(errorOf(() => open(layout))).toMatchObject(wrong);
  });

  it.each<[string, (manifest: Json) => unknown, string]>([
    ['no configuration', (all) => ({ ...all, config: {} }), 'no configuration and layers'],
    ['no layers', (all) => ({ ...all, layers: 'x' }), 'no configuration and layers'],
    ['a layer that is none', (all) => ({ ...all, layers: [{}] }), 'its manifest lists something'],
    ['a list in its place', () => [], 'a manifest is not an object of JSON'],
  ])('is refused for a manifest with %s', (_, manifest, why) => {
    const error = errorOf(() => openOnly({ manifest }));
    expect(error).toMatchObject({ code: 'IMAGE_DAMAGED' });
    expect(error.message).toContain(why);
  });

  it('has as many layers as its configuration says', () => {
    const layout = new MemoryLayout();
    const layers = [layout.put(TAR, 'x'), layout.put(TAR, 'y')];
    const manifest = (all: Json) => ({ ...all, layers: [layers[0]] });
    expect(errorOf(() => openOnly({ layout, layers, manifest }))).toMatchObject(
      damaged('1 layers, 2 in its configuration'),
    );
  });

  it('is what its digests say: manifest and configuration', () => {
    for (const word of ['"diff_ids"', '"schemaVersion"']) {
      const layout = new MemoryLayout();
      layout.index(put({}, { layout }));
      const [file] = Object.keys(layout.texts).filter(
        (name) => name.startsWith('blobs/') && layout.texts[name]!.includes(word),
      );
      layout.texts[file!] = layout.texts[file!]!.replace('}', ' ');
      const error = errorOf(() => open(layout));
      expect(error).toMatchObject(damaged(`${file} is not what its digest says`));
      delete layout.texts[file!];
      expect(errorOf(() => open(layout))).toMatchObject(damaged(`${file} is missing`));
    }
  });
});

describe('a layout', () => {
  it.each(['index.json', 'oci-layout'])('without %s is none', (name) => {
    const layout = new MemoryLayout();
    layout.index(put({}, { layout }));
    delete layout.texts[name];
    expect(errorOf(() => open(layout))).toMatchObject(missing(`there is no ${name} in it`));
  });

  it.each(['2.0.0', '10.0.0', '0.1.0', 'v1.0.0', undefined])('of version %s is not read', (has) => {
    const layout = new MemoryLayout();
    layout.index(put({}, { layout }));
    layout.texts['oci-layout'] = JSON.stringify({ imageLayoutVersion: has });
    expect(errorOf(() => open(layout))).toMatchObject(damaged('oci-layout has no version 1'));
  });

  it('whose index lists no descriptors is damaged', () => {
    const error = damaged('index.json lists something without type, size and SHA-256 digest');
    for (const manifests of [undefined, 'x', [null], [{}]]) {
      const layout = new MemoryLayout();
      layout.texts['index.json'] = JSON.stringify({ manifests });
      expect(errorOf(() => open(layout))).toMatchObject(error);
    }
  });
});

describe('a tag', () => {
  it('is that of the layout, or of containerd', () => {
    const layout = new MemoryLayout();
    const named = { annotations: { 'io.containerd.image.name': 'b' } };
    layout.index(
      put(tagged('a'), { layout, architecture: 'arm64' }),
      put(named, { layout, architecture: 's390x' }),
      put({}, { layout, architecture: 'riscv64' }),
    );
    expect(open(layout, { tag: 'a' }).config.architecture).toBe('arm64');
    expect(open(layout, { tag: 'b' }).config.architecture).toBe('s390x');
    const both = { annotations: { ...tagged('a').annotations, ...named.annotations } };
    expect(open(layout.index(put(both, { layout }))).config.architecture).toBe('arm64');
  });

  it('that is not there is an error, which names ten that are', () => {
    const layout = new MemoryLayout();
    const names = Array.from({ length: 12 }, (_, at) => `t${at}`);
    const image = put({}, { layout });
    layout.index(image, ...names.map((tag) => ({ ...image, ...tagged(tag) })));
    expect(errorOf(() => open(layout, { tag: 'other' }))).toMatchObject({
      ...missing('there is no such image in it'),
      hint: `its tags: ${names.slice(0, 10).join(', ')}`,
    });
    expect(errorOf(() => open(layout.index(image), { tag: 'x' })).hint).toBeUndefined();
    expect(errorOf(() => open(layout.index()))).toMatchObject(
      missing('there is no such image in it'),
    );
  });

  it('is needed where there are several images for the platform', () => {
    const layout = new MemoryLayout();
    const [one, two] = ['arm64', 's390x'].map((architecture, at) =>
      put(tagged(`t${at}`), { layout, architecture }),
    );
    expect(errorOf(() => open(layout.index(one, two)))).toMatchObject({
      ...missing('there are several images in it'),
      hint: 'its tags: t0, t1',
    });
    // What stands there twice is one.
    expect(open(layout.index(one, { ...one, ...tagged('again') })).config.architecture).toBe(
      'arm64',
    );
  });
});

describe('the platform', () => {
  const layout = new MemoryLayout();
  const image = (architecture: string) => put(platform(architecture), { layout, architecture });
  const [arm, s390, power] = ['arm64', 's390x', 'ppc64le'].map(image);

  it('decides which of several images is meant', () => {
    for (const choice of [ANY, STRICT]) {
      expect(open(layout.index(s390, arm, power), choice).config.architecture).toBe('arm64');
    }
  });

  it('that there is not is replaced by the only other one, if nobody asked for it', () => {
    layout.index(s390);
    expect(open(layout).config.architecture).toBe('s390x');
    expect(errorOf(() => open(layout, STRICT))).toMatchObject({
      ...missing('no image for linux/arm64/v8 in it'),
      hint: 'there are: linux/s390x; see --arch',
    });
    expect(errorOf(() => open(layout.index(s390, power)))).toMatchObject({
      ...missing('no image for linux/arm64/v8 in it'),
      hint: 'there are: linux/s390x, linux/ppc64le; see --arch',
    });
  });

  it('that there is not: twenty others are named', () => {
    const others = Array.from({ length: 22 }, (_, at) => ({
      ...s390,
      digest: `sha256:${String(at).padStart(64, '0')}`,
    }));
    const { hint } = errorOf(() => open(layout.index(...others)));
    expect(hint.match(/linux\/s390x/g)).toHaveLength(20);
  });

  it('is that of the configuration where the index does not tell', () => {
    const own = new MemoryLayout();
    own.index(put({}, { layout: own, architecture: 's390x' }));
    expect(open(own).config.architecture).toBe('s390x');
    expect(errorOf(() => open(own, STRICT))).toMatchObject({
      ...missing('no image for linux/arm64/v8 in it'),
      hint: 'there are: linux/s390x; see --arch',
    });
  });

  it.each([null, 'arm64'])('%j is none', (odd) => {
    expect(open(layout.index({ ...s390, platform: odd }), ANY).config.architecture).toBe('s390x');
    const other = { ...s390, platform: odd };
    expect(errorOf(() => open(layout.index(arm, other))).message).toContain('several images');
  });

  it('of attestations is none that anybody has', () => {
    const attestation = { ...put({}, { layout, architecture: 'x' }), ...platform('unknown') };
    expect(open(layout.index(attestation, s390)).config.architecture).toBe('s390x');
    const error = errorOf(() => open(layout.index(attestation)));
    expect(error).toMatchObject(missing('no image for linux/arm64/v8 in it'));
    expect(error.hint).toBeUndefined();
  });

  it('is listed once, in order', () => {
    const attestation = { ...arm, ...platform('unknown') };
    layout.index(s390, arm, attestation, { ...s390, digest: `sha256:${'1'.repeat(64)}` });
    expect(layoutPlatforms(layout.files, 'oci:x')).toEqual(['linux/arm64', 'linux/s390x']);
    layout.index(put({}, { layout }));
    expect(layoutPlatforms(layout.files, 'oci:x')).toEqual(['linux/?']);
    expect(() => layoutPlatforms(layout.index({}).files, 'oci:x')).toThrow('index.json lists');
  });
});

describe('an index in an index', () => {
  const types = [
    [`${OCI}.index.v1+json`, `${OCI}.manifest.v1+json`],
    [`${DOCKER}.distribution.manifest.list.v2+json`, `${DOCKER}.distribution.manifest.v2+json`],
  ] as const;

  it.each(types)('is looked into: %s', (indexType, mediaType) => {
    const layout = new MemoryLayout();
    const images = ['arm64', 's390x'].map((architecture) =>
      put(platform(architecture), { layout, architecture, mediaType }),
    );
    layout.index(layout.put(indexType, { manifests: images }));
    expect(open(layout).config.architecture).toBe('arm64');
  });

  it('is left alone when it is for another platform, and what is neither index nor image', () => {
    const layout = new MemoryLayout();
    const image = put({}, { layout });
    const other = { ...layout.put(types[0][0], 'no JSON'), ...platform('s390x') };
    const odd = { ...image, mediaType: 'application/x', digest: `sha256:${'1'.repeat(64)}` };
    expect(open(layout.index(other, odd, image)).config.architecture).toBe('arm64');
  });

  it('that lists something else is damaged', () => {
    const layout = new MemoryLayout();
    const index = (value: unknown) => layout.index(layout.put(types[0][0], value));
    const listed = 'an index lists something without type, size and SHA-256 digest';
    expect(errorOf(() => open(index({})))).toMatchObject(damaged(listed));
    expect(errorOf(() => open(index([])))).toMatchObject(
      damaged('an index is not an object of JSON'),
    );
  });

  it('may be one of 32, each time that they are gone through', () => {
    const layout = new MemoryLayout();
    const image = put(platform('s390x'), { layout, architecture: 's390x' });
    const nest = (depth: number) => {
      let inner = image;
      for (let at = 0; at < depth; at++) {
        inner = layout.put(types[0][0], { manifests: [inner] });
      }
      return layout.index(inner);
    };
    // Once for the platform, once more for any.
    expect(open(nest(32)).config.architecture).toBe('s390x');
    expect(errorOf(() => open(nest(33)))).toMatchObject(damaged('too many indexes in it'));
  });

  it('may list 20,000 images, of all platforms', () => {
    const layout = new MemoryLayout();
    const image = put(platform('s390x'), { layout, architecture: 's390x' });
    const images = (count: number) => layout.index(...Array(count).fill(image));
    expect(open(images(20_000)).config.architecture).toBe('s390x');
    expect(errorOf(() => open(images(20_001)))).toMatchObject(damaged('too many images in it'));
  });
});

describe('a document of an image', () => {
  it('has 4 MiB at most', () => {
    const read = (bytes: number) =>
      readDocument(memoryFiles({ x: ' '.repeat(bytes) }), 'x', 'oci:x');
    expect(read(4 << 20)).toHaveLength(4 << 20);
    expect(errorOf(() => read((4 << 20) + 1))).toMatchObject(
      damaged('x has 4194305 bytes: there may be 4194304'),
    );
  });

  it('that is not there is said to be missing', () => {
    const error = errorOf(() => readDocument(memoryFiles({}), 'x', 'oci:x'));
    expect(error).toMatchObject(missing('there is no x in it'));
  });
});
