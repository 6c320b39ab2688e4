import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { imageRoot } from '../../src/container-image/image-root.ts';
import { LayerArchives } from '../../src/container-image/layer-archives.ts';
import { parseImageReference } from '../../src/container-image/reference.ts';
import { makeLayout } from '../support/images.ts';

// In a file of its own: the peak is the whole process's, and only ever rises.

const MEGABYTE = 1 << 20;

/** What the collector may have left: much less than what is hostile has. */
const SLACK = 200;

/** In megabytes. */
function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}

async function refusal(text: string): Promise<Error> {
  const reference = parseImageReference(text)!;
  const reading = imageRoot(reference, { cacheDirectory: scratchDirectory() });
  return reading.then(
    () => expect.unreachable(),
    (error) => error,
  );
}

/** A layer with a file of as many times 64 MB of zeros: a member of gzip each, so that this process need not have them. */
function bomb(times: number): string {
  const size = `${(times * 64 * MEGABYTE).toString(8).padStart(11, '0')}\0`;
  const header = gzipSync(archive([{ name: 'big', fields: { size } }]).subarray(0, 512));
  const zeros = gzipSync(Buffer.alloc(64 * MEGABYTE));
  const pack = () => Buffer.concat([header, ...Array(times).fill(zeros)]);
  return makeLayout({ layers: [[]], pack });
}

/** Written in pieces, for the same reason. */
function manyImages(count: number): string {
  const layout = makeLayout({ layers: [] });
  const index = join(layout, 'index.json');
  const digest = `sha256:${'a'.repeat(64)}`;
  const one = JSON.stringify({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    ...{ digest, size: 500 },
  });
  writeFileSync(index, '{"schemaVersion":2,"manifests":[');
  const some = `${one},`.repeat(10_000);
  for (let written = 0; written < count; written += 10_000) appendFileSync(index, some);
  appendFileSync(index, `${one}]}`);
  return layout;
}

/** A hole takes no memory until somebody reads it. */
function largeDocument(bytes: number, which: 'manifest' | 'config'): string {
  const hex = 'b'.repeat(64);
  const changed = { digest: `sha256:${hex}`, size: bytes };
  return makeLayout({
    layers: [],
    files: (_, blobs) => {
      writeFileSync(join(blobs, hex), '');
      truncateSync(join(blobs, hex), bytes);
    },
    manifest: (all) =>
      which === 'config' ? { ...all, config: { ...all.config, ...changed } } : all,
    index: (all) =>
      which === 'manifest' ? { ...all, manifests: [{ ...all.manifests[0], ...changed }] } : all,
  });
}

/** What is hostile, by size; and what is said. */
const HOSTILE: Record<string, [make: (times: number) => string, said: string]> = {
  'a manifest of 100 MB': [
    (times) => largeDocument(times * 100 * MEGABYTE, 'manifest'),
    'there may be',
  ],
  'a configuration of 100 MB': [
    (times) => largeDocument(times * 100 * MEGABYTE, 'config'),
    'there may be',
  ],
  'an index with a million images': [(times) => manyImages(times * 1e6), 'there may be'],
  'a layer of 1.5 GB of zeros': [(times) => bomb(times * 24), 'unpacks to too much'],
};

describe('memory', () => {
  it.each(Object.entries(HOSTILE))(
    '%s: no more for four times as much',
    async (_, [make, said]) => {
      // What is read for any image, and once.
      expect(
        (await refusal(`oci:${makeLayout({ layers: [[]], config: () => ({}) })}`)).message,
      ).toContain('no container image');
      const before = peak();
      for (const times of [1, 4]) {
        expect((await refusal(`oci:${make(times)}`)).message).toContain(said);
      }
      expect(peak() - before).toBeLessThan(SLACK);
    },
  );

  it('members of all layers are counted, each of which takes some', () => {
    const image = { name: 'x', layers: [] } as unknown as ConstructorParameters<
      typeof LayerArchives
    >[0];
    const archives = new LayerArchives(image, {
      signal: new AbortController().signal,
      report: () => {},
    });
    archives.count(1_999_999, 0);
    archives.count(1, 0);
    expect(() => archives.count(1, 0)).toThrow(expect.objectContaining({ code: 'IMAGE_DAMAGED' }));
    expect(() => archives.count(0, 257 * MEGABYTE)).toThrow();
  });
});
