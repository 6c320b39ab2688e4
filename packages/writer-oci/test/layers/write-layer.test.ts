import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ImageLayout } from '@supermin/core/oci';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { directory, file, hostFile, symlink, treeOf } from '@supermin/test-support/trees';
import { contextOf } from '@supermin/test-support/writers';
import { expect, it } from 'vitest';
import { writeLayer } from '../../src/layers/write-layer.ts';
import { blob, namesOf } from '../support/judge.ts';

function sample() {
  return treeOf({
    '/d': directory(),
    '/d/f': file('x'.repeat(700_000)),
    '/d/l': symlink('f'),
  });
}

it.each([
  ['none', 'application/vnd.oci.image.layer.v1.tar', (bytes: Buffer) => bytes],
  ['gzip', 'application/vnd.oci.image.layer.v1.tar+gzip', (bytes: Buffer) => gunzipSync(bytes)],
  [
    'zstd',
    'application/vnd.oci.image.layer.v1.tar+zstd',
    (bytes: Buffer) => output('zstd', ['-dc'], { input: bytes }),
  ],
] as const)(
  'a layer has the digest of its bytes, and of those unpacked: %s',
  async (how, type, unpacked) => {
    const layout = ImageLayout.create(scratchDirectory());
    const { descriptor, diffId } = await writeLayer(sample(), layout, how, contextOf());
    const bytes = readFileSync(layout.blobPath(descriptor.digest));
    const digest = (of: Uint8Array) => `sha256:${createHash('sha256').update(of).digest('hex')}`;
    expect(descriptor).toEqual({ mediaType: type, digest: digest(bytes), size: bytes.length });
    expect(diffId).toBe(digest(unpacked(bytes)));
    expect(namesOf(layout.directory, descriptor.digest)).toEqual(['./', 'd/', 'd/f', 'd/l']);
    const again = await writeLayer(sample(), layout, how, contextOf());
    expect(again).toEqual({ descriptor, diffId });
  },
);

it('settings of the user change nothing', async () => {
  const layout = ImageLayout.create(scratchDirectory());
  const before = await writeLayer(sample(), layout, 'zstd', contextOf());
  process.env.ZSTD_CLEVEL = '19';
  try {
    expect(await writeLayer(sample(), layout, 'zstd', contextOf())).toEqual(before);
  } finally {
    delete process.env.ZSTD_CLEVEL;
  }
});

it('a file that became shorter is an error, and there is no blob of it', async () => {
  const layout = ImageLayout.create(scratchDirectory());
  const path = `${scratchDirectory()}/f`;
  writeFileSync(path, 'short');
  const tree = treeOf({ '/f': hostFile(path, 100) });
  const writing = writeLayer(tree, layout, 'gzip', contextOf());
  await expect(writing).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
  expect(readdirSync(`${layout.directory}/blobs/sha256`)).toEqual([]);
});

it('gzip writes neither a time nor a name', async () => {
  const layout = ImageLayout.create(scratchDirectory());
  const { descriptor } = await writeLayer(sample(), layout, 'gzip', contextOf());
  const header = readFileSync(blob(layout.directory, descriptor.digest)).subarray(0, 8);
  expect(header).toEqual(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]));
});
