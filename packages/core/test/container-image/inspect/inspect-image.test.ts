import { statSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../../src/appliance/content-store.ts';
import { inspectImage } from '../../../src/container-image/inspect/inspect-image.ts';
import { inspectLayout } from '../../../src/container-image/inspect/inspect-layout.ts';
import { parseImageReference } from '../../../src/container-image/reference.ts';
import type { OutputContents } from '../../../src/plugin/inspect-contract.ts';
import { makeLayout } from '../../support/images.ts';
import { inspectContext } from '../../support/inspect-context.ts';

const context = () => inspectContext(new ContentStore(scratchDirectory(), 1000));

function inspect(reference: string): Promise<OutputContents> {
  const options = { cacheDirectory: scratchDirectory() };
  return inspectImage(parseImageReference(reference)!, options, context());
}

function sum({ stored, overhead }: OutputContents): number {
  const all = [...stored.values(), ...overhead.map(({ bytes }) => bytes)];
  return all.reduce((total, bytes) => total + bytes, 0);
}

const paths = ({ tree }: OutputContents) => [...tree.walk()].map(({ path }) => path);

describe('inspectImage', () => {
  const layout = makeLayout({
    layers: [
      [
        { name: 'kept', content: 'x'.repeat(5000) },
        { name: 'removed', content: 'old' },
      ],
      [{ name: '.wh.removed' }, { name: 'added', content: 'new' }],
    ],
  });

  it('accounts for each byte of an archive, its layers unpacked', async () => {
    const file = join(scratchDirectory(), 'image.tar');
    await succeed('tar', ['-C', layout, '-cf', file, 'oci-layout', 'index.json', 'blobs']);
    const contents = await inspect(`oci-archive:${file}`);
    expect(paths(contents)).toEqual(['/added', '/kept']);
    expect(sum(contents)).toBe(contents.size);
    expect(contents).toMatchObject({ image: file });
    expect(contents.compressed).toEqual({ name: 'gzip', size: statSync(file).size });
  });

  it('says of a layout by its tag what is said of its directory', async () => {
    const { notes: _, ...expected } = (await inspectLayout(layout, context()))!;
    const contents = await inspect(`oci:${layout}:test`);
    expect(paths(contents)).toEqual(paths(expected as OutputContents));
    expect(contents.size).toBe(expected.size);
    expect(contents.overhead).toEqual(expected.overhead);
  });

  it('fails for a tag that is not there', async () => {
    await expect(inspect(`oci:${layout}:other`)).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
  });
});
