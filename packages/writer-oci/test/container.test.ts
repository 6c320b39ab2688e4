import type { SuperminEvent } from '@supermin/core';
import { ImageLayout } from '@supermin/core/oci';
import type { TreeNode } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, treeOf } from '@supermin/test-support/trees';
import { contextOf } from '@supermin/test-support/writers';
import { expect, it } from 'vitest';
import { writeContainer } from '../src/container.ts';
import { parseOptions } from '../src/options.ts';
import { readImage } from './support/judge.ts';

const PROGRAM = file('#!/bin/sh\n', { mode: 0o755 });

async function written(
  nodes: Record<string, TreeNode>,
  options: Parameters<typeof parseOptions>[0] = {},
  more: Parameters<typeof contextOf>[1] = {},
) {
  const layout = ImageLayout.create(scratchDirectory());
  const events: SuperminEvent[] = [];
  const context = contextOf(options, { report: (event) => void events.push(event), ...more });
  const image = await writeContainer(treeOf(nodes), layout, parseOptions(options), context);
  return { events, ...readImage(layout.directory, image as never) };
}

it('starts in the root, with the programs of all usual directories', async () => {
  const { config } = await written({ '/init': PROGRAM });
  expect(config.config).toEqual({
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    Entrypoint: ['/init'],
    WorkingDir: '/',
  });
});

it('starts what it is told to', async () => {
  const { config } = await written({ '/init': PROGRAM }, { program: '["/bin/a", "b"]' });
  expect(config.config.Entrypoint).toEqual(['/bin/a', 'b']);
});

it('starts a shell where there is no /init, and where there is none either it says nothing', async () => {
  const shell = (await written({ '/bin/sh': PROGRAM })).config.config;
  expect([shell.Cmd, shell.Entrypoint]).toEqual([['/bin/sh'], undefined]);
  const nothing = (await written({ '/f': file('text') })).config.config;
  expect([nothing.Cmd, nothing.Entrypoint]).toEqual([undefined, undefined]);
});

it('is as old as the newest of its files, or as SOURCE_DATE_EPOCH says', async () => {
  const nodes = { '/init': PROGRAM };
  expect((await written(nodes)).config.created).toBe('2020-09-13T12:26:40Z');
  const { config } = await written(nodes, {}, { sourceDateEpoch: 0 });
  expect(config.created).toBe('1970-01-01T00:00:00Z');
});

it.each([
  ['gzip', {}],
  ['zstd', { compress: 'zstd' }],
])('has layers that are compressed with %s', async (name, options) => {
  const { manifest } = await written({ '/init': PROGRAM }, options);
  const types = manifest.layers.map(({ mediaType }) => mediaType);
  expect(types).toEqual([`application/vnd.oci.image.layer.v1.tar+${name}`]);
});

it('is for crun with libkrun only where that was asked for', async () => {
  const nodes = { '/init': PROGRAM };
  expect((await written(nodes)).manifest.annotations).toBeUndefined();
  const { manifest } = await written(nodes, { krun: true });
  expect(manifest.annotations).toEqual({ 'run.oci.handler': 'krun' });
});

it('says how many layers it writes, and how long that took', async () => {
  const { events } = await written({ '/init': PROGRAM });
  expect(events).toContainEqual({ kind: 'message', level: 1, text: 'oci: writing 1 layers' });
  expect(JSON.stringify(events)).toContain('write layers');
});
