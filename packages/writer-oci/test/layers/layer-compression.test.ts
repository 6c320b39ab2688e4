import { ImageLayout } from '@supermin/core/oci';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, treeOf } from '@supermin/test-support/trees';
import { contextOf } from '@supermin/test-support/writers';
import { expect, it } from 'vitest';
import { LAYER_TYPES, METHODS } from '../../src/layers/layer-compression.ts';
import { writeLayer } from '../../src/layers/write-layer.ts';
import { blob } from '../support/judge.ts';

it.each([
  ['none', 'application/vnd.oci.image.layer.v1.tar', ['cat']],
  ['gzip', 'application/vnd.oci.image.layer.v1.tar+gzip', ['gzip', '-dc']],
  ['zstd', 'application/vnd.oci.image.layer.v1.tar+zstd', ['zstd', '-dcq']],
] as const)('%s: layers are what their type says', async (name, type, [program, ...words]) => {
  const layout = ImageLayout.create(scratchDirectory());
  const tree = treeOf({ '/f': file('text '.repeat(1000)) });
  const { descriptor, diffId } = await writeLayer(tree, layout, name, contextOf());
  expect(descriptor.mediaType).toBe(type);
  expect(LAYER_TYPES[name]).toBe(type);
  const path = blob(layout.directory, descriptor.digest);
  const sum = output('sh', ['-c', '"$@" | sha256sum', 'sh', program, ...words, path]).toString();
  expect(`sha256:${sum.split(' ')[0]}`).toBe(diffId);
});

it('zstd uses one thread: several layers are written at a time', () => {
  expect(METHODS.zstd).toMatchObject({ words: expect.arrayContaining(['-T1']) });
});
