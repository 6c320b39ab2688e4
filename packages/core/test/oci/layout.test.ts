import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_LIMIT, ImageLayout } from '../../src/oci/layout.ts';
import { MEDIA_TYPES } from '../../src/oci/media-types.ts';

const DIGEST_OF_X = 'sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';

function newLayout(): ImageLayout {
  return ImageLayout.create(scratchDirectory());
}

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

it('a blob is kept by its digest, whether it comes at once or in pieces', async () => {
  const layout = newLayout();
  const descriptor = { mediaType: MEDIA_TYPES.layer, digest: DIGEST_OF_X, size: 1 };
  expect(layout.putBytes(MEDIA_TYPES.layer, Buffer.from('x'))).toEqual(descriptor);
  const whole = layout.putBytes(MEDIA_TYPES.layer, Buffer.from('one two'));
  expect(await layout.putStream(MEDIA_TYPES.layer, pieces('one', '', ' two'))).toEqual(whole);
  expect(readFileSync(layout.blobPath(DIGEST_OF_X), 'utf8')).toBe('x');
  expect(layout.readBlob(whole).toString()).toBe('one two');
  expect(readdirSync(`${layout.directory}/blobs`)).toEqual(['sha256']);
});

it('an index is read as it was written', () => {
  const layout = newLayout();
  const manifest = layout.putJson(MEDIA_TYPES.manifest, { schemaVersion: 2 });
  layout.writeIndex([manifest]);
  expect(layout.readIndex().manifests).toEqual([manifest]);
  expect(layout.readJson(manifest)).toEqual({ schemaVersion: 2 });
  expect(readFileSync(`${layout.directory}/oci-layout`, 'utf8')).toBe(
    '{"imageLayoutVersion":"1.0.0"}',
  );
});

describe('a blob is refused', () => {
  it.each([
    ['../../etc/passwd'],
    ['sha256:../../../../etc/passwd'],
    ['sha512:00'],
    [`${DIGEST_OF_X}0`],
    [`${DIGEST_OF_X}\n`],
  ])('by a digest that is none: %j', (digest) => {
    expect(() => newLayout().blobPath(digest)).toThrow(/no descriptor with a SHA-256 digest/);
  });

  it('that is not what its digest says, or of another size', () => {
    const layout = newLayout();
    const descriptor = layout.putBytes(MEDIA_TYPES.layer, Buffer.from('x'));
    writeFileSync(layout.blobPath(DIGEST_OF_X), 'y');
    expect(() => layout.readBlob(descriptor)).toThrow(/not what its digest says/);
    truncateSync(layout.blobPath(DIGEST_OF_X), 0);
    expect(() => layout.readBlob(descriptor)).toThrow(/0 bytes, not 1/);
  });

  it('that is larger than the limit, whatever its descriptor says', () => {
    const layout = newLayout();
    layout.putBytes(MEDIA_TYPES.layer, Buffer.from('x'));
    truncateSync(layout.blobPath(DIGEST_OF_X), 2 ** 40);
    const descriptor = { mediaType: MEDIA_TYPES.layer, digest: DIGEST_OF_X, size: 1 };
    expect(() => layout.readBlob(descriptor)).toThrow(/too large/);
    expect(() => layout.readBlob({ ...descriptor, size: 2 ** 40 })).toThrow(/too large/);
    expect(DOCUMENT_LIMIT).toBeLessThan(2 ** 30);
  });

  it('that is a link or a directory', () => {
    const layout = newLayout();
    const descriptor = layout.putBytes(MEDIA_TYPES.layer, Buffer.from('x'));
    rmSync(layout.blobPath(DIGEST_OF_X));
    symlinkSync(`${scratchDirectory({ x: 'x' })}/x`, layout.blobPath(DIGEST_OF_X));
    expect(() => layout.readBlob(descriptor)).toThrow(/it is a link/);
    rmSync(layout.blobPath(DIGEST_OF_X));
    mkdirSync(layout.blobPath(DIGEST_OF_X));
    expect(() => layout.readBlob(descriptor)).toThrow(/it is not a file/);
  });
});

describe('what is no layout', () => {
  const index = '{"schemaVersion":2,"manifests":[]}';
  it.each([
    ['an empty directory', {}, /there is no index.json/],
    ['no version', { 'index.json': index }, /there is no oci-layout/],
    [
      'another version',
      { 'index.json': index, 'oci-layout': '{"imageLayoutVersion":"2.0.0"}' },
      /no version 1/,
    ],
    ['what is no JSON', { 'index.json': '{' }, /index.json is not JSON/],
    [
      'a manifest without a digest',
      {
        'index.json': '{"manifests":[{"mediaType":"x","digest":"sha256:0","size":1}]}',
        'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
      },
      /manifest 1 of its index is no descriptor/,
    ],
  ])('%s', (_, files, message) => {
    const directory = scratchDirectory();
    for (const [name, text] of Object.entries(files)) writeFileSync(`${directory}/${name}`, text);
    const layout = new ImageLayout(directory);
    expect(() => layout.readIndex()).toThrow(expect.objectContaining({ code: 'OCI_LAYOUT' }));
    expect(() => layout.readIndex()).toThrow(message);
  });
});
