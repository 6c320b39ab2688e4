import { describe, expect, it } from 'vitest';
import { readArtifactManifest } from '../../src/artifact/read-manifest.ts';
import { artifactManifest, CONFIG, fileOf } from '../support/artifacts.ts';

const read = (manifest: unknown) =>
  readArtifactManifest(Buffer.from(JSON.stringify(manifest)), 'r.example/x');

const refused = (why: string) =>
  expect.objectContaining({ code: 'ARTIFACT_REFUSED', message: `r.example/x: ${why}` });

const GOOD = artifactManifest([fileOf('a')]);

describe('the manifest of an appliance', () => {
  it('names files, each with its blob', () => {
    const blob = fileOf('a');
    expect(read(GOOD)).toEqual([{ name: 'a', blob }]);
  });

  it('need not say that it is a manifest, but nothing else', () => {
    const { mediaType: _, ...rest } = GOOD;
    expect(read(rest)).toHaveLength(1);
    expect(() => read({ ...GOOD, mediaType: 'x' })).toThrow(refused('it is not an appliance'));
  });

  it('has a configuration of its kind, of 1024 bytes at most', () => {
    expect(read({ ...GOOD, config: { ...CONFIG, size: 1024 } })).toHaveLength(1);
    for (const config of [{ ...CONFIG, size: 1025 }, { ...CONFIG, mediaType: 'x' }, {}, null]) {
      expect(() => read({ ...GOOD, config })).toThrow(refused('it is not an appliance'));
    }
  });

  it('names 1000 files at most, and one at least', () => {
    const files = (count: number) =>
      artifactManifest(Array.from({ length: count }, (_, at) => fileOf(`f${at}`)));
    expect(read(files(1000))).toHaveLength(1000);
    expect(() => read(files(1001))).toThrow(refused('it has more than 1000 files'));
    for (const layers of [[], {}, undefined]) {
      expect(() => read({ ...GOOD, layers })).toThrow(refused('it has no files'));
    }
  });

  it('names files of 64 MiB at most, all together', () => {
    const files = (...sizes: number[]) =>
      artifactManifest(sizes.map((size, at) => fileOf(`f${at}`, { size })));
    expect(read(files(2 ** 25, 2 ** 25))).toHaveLength(2);
    expect(() => read(files(2 ** 25, 2 ** 25, 1))).toThrow(
      refused('its files have more than 67108864 bytes'),
    );
  });

  it.each([
    [fileOf('a', { mediaType: 'x' }), 'it has something else than files of an appliance'],
    [null, 'it has something else than files of an appliance'],
    [{ ...fileOf('a'), annotations: null }, 'one of its files has no name'],
    [fileOf('kernel'), 'one of its files has no name'],
    [fileOf(['a']), 'one of its files has no name'],
    [fileOf('b'), 'two of its files have the same name'],
  ])('does not name %j', (file, why) => {
    const manifest = artifactManifest([fileOf('b'), file]);
    expect(() => read(manifest)).toThrow(
      expect.objectContaining({
        code: 'ARTIFACT_REFUSED',
        message: expect.stringContaining(`r.example/x: ${why}`),
      }),
    );
  });

  it('is an object of JSON', () => {
    const bytes = Buffer.from('{');
    expect(() => readArtifactManifest(bytes, 'r.example/x')).toThrow(
      refused('its manifest is not JSON'),
    );
    for (const odd of [null, 7, 'text', []]) {
      expect(() => read(odd)).toThrow(refused('it is not an appliance'));
    }
  });
});
