import { readdirSync } from 'node:fs';
import type { SuperminEvent } from '@supermin/core';
import { ImageLayout } from '@supermin/core/oci';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, hostFile, treeOf } from '@supermin/test-support/trees';
import { contextOf } from '@supermin/test-support/writers';
import { expect, it } from 'vitest';
import { writeLayers } from '../../src/layers/write-layers.ts';
import { namesOf } from '../support/judge.ts';

/** The first ones take longest. */
function layers(count = 9) {
  return Array.from({ length: count }, (_, index) => ({
    tree: treeOf({ [`/f${index}`]: file('x'.repeat(1 + (count - index) * 100_000)) }),
    title: `layer ${index}`,
  }));
}

it('keep their order, whichever is ready first', async () => {
  const layout = ImageLayout.create(scratchDirectory());
  const written = await writeLayers(layers(), layout, 'gzip', contextOf());
  const names = written.map(({ descriptor }) => namesOf(layout.directory, descriptor.digest)[1]);
  expect(names).toEqual(Array.from({ length: 9 }, (_, index) => `f${index}`));
});

it('tell how far all of them are', async () => {
  const layout = ImageLayout.create(scratchDirectory());
  const events: SuperminEvent[] = [];
  const report = (event: SuperminEvent) => events.push(event);
  await writeLayers(layers(3), layout, 'none', contextOf({}, { report }));
  const total = 3 + 600_000;
  const progress = events.filter((event) => event.kind === 'progress');
  expect(progress.at(-1)).toEqual({ kind: 'progress', done: total, total, unit: 'bytes' });
});

it('end with the first error, and nothing goes on behind it', async () => {
  const layout = ImageLayout.create(scratchDirectory());
  const broken = { tree: treeOf({ '/gone': hostFile('/nonexistent/f', 5) }), title: 'broken' };
  const all = [broken, ...layers(20)];
  const writing = writeLayers(all, layout, 'gzip', contextOf());
  await expect(writing).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
  const left = readdirSync(`${layout.directory}/blobs/sha256`).length;
  expect(left).toBeLessThan(10);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(readdirSync(`${layout.directory}/blobs/sha256`)).toHaveLength(left);
});

it('end when they are told to', async () => {
  const layout = ImageLayout.create(scratchDirectory());
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(writeLayers(layers(), layout, 'gzip', contextOf({}, { signal }))).rejects.toThrow(
    'enough',
  );
});
