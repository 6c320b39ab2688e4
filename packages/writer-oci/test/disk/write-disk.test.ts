import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { OtherWriter, PluginOptions } from '@supermin/core';
import { ImageLayout } from '@supermin/core/oci';
import type { TreeNode } from '@supermin/core/writer';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, treeOf } from '@supermin/test-support/trees';
import { contextOf } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import { diskInputs, writeDisk } from '../../src/disk/write-disk.ts';
import { parseOptions } from '../../src/options.ts';
import { namesOf, readImage } from '../support/judge.ts';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const INIT = { '/init': file('#!/bin/sh\n', { mode: 0o755 }) };

/** Writes a disk with an ext2 that mke2fs makes, in the place of the ext2 writer, which is another package. */
async function written(options: PluginOptions = {}, nodes: Record<string, TreeNode> = INIT) {
  const asked: unknown[] = [];
  const ext2: OtherWriter = {
    outputs: () => [],
    inputs: async () => ({ paths: ['/boot/vmlinuz', '/lib/modules/6.1'], facts: ['a fact'] }),
    async write(tree, directory) {
      const raw = `${scratchDirectory()}/raw`;
      output('mke2fs', ['-q', '-t', 'ext2', '-U', UUID, raw, '256k']);
      const convert = ['convert', '-f', 'raw', '-O', 'qcow2', raw, `${directory}/root.qcow2`];
      output('qemu-img', convert);
      const kernel = `${scratchDirectory()}/vmlinuz`;
      writeFileSync(kernel, 'kernel');
      symlinkSync(kernel, `${directory}/kernel`);
      writeFileSync(`${directory}/initrd`, 'initrd');
      // As modules that the kernel needs are.
      tree.put('/lib/module', file('x', { mtime: 2_000_000_000 }));
    },
  };
  const context = contextOf(options, {
    cpu: 'aarch64',
    writer: (...words) => {
      asked.push(words);
      return Promise.resolve(ext2);
    },
  });
  const layout = ImageLayout.create(scratchDirectory());
  const parsed = parseOptions({ kind: 'disk', ...options });
  const image = await writeDisk(treeOf(nodes), layout, parsed, context);
  const { warnings } = context;
  const inputs = () => diskInputs(parsed.disk, context);
  return { asked, inputs, layout, warnings, ...readImage(layout.directory, image as never) };
}

describe.skipIf(!available('disks in OCI images', hasProgram('qemu-img')))('a disk', () => {
  it('is an image of two layers: the kernel with its initrd, and the disk', async () => {
    const { layout, descriptor, manifest, config } = await written();
    expect(manifest.layers.map(({ digest }) => namesOf(layout.directory, digest))).toEqual([
      ['./', 'boot/', 'boot/initrd', 'boot/kernel'],
      ['./', 'disk/', 'disk/root.qcow2'],
    ]);
    expect(descriptor.platform).toEqual({ architecture: 'arm64', os: 'linux', variant: 'v8' });
    expect(config.history.map(({ created_by }) => created_by)).toEqual([
      'supermin: kernel and initrd',
      'supermin: disk image',
    ]);
    // KubeVirt starts the kernel: there is nothing for an engine to start.
    expect([config.config, manifest.annotations]).toEqual([{}, undefined]);
  });

  it('is as old as the appliance, not as what a kernel adds to it', async () => {
    expect((await written()).config.created).toBe('2020-09-13T12:26:40Z');
  });

  it('has a manifest of a VM beside it, which starts this image with this root', async () => {
    const { layout } = await written({ reference: 'registry.example/team/app:2' });
    const text = readFileSync(`${layout.directory}/vm.yaml`, 'utf8');
    expect(text).toContain('image: "registry.example/team/app:2"');
    expect(text).toContain('architecture: "arm64"');
    expect(text).toContain(`kernelArgs: "console=ttyAMA0 root=UUID=${UUID}"`);
  });

  it('is written by the ext2 writer as qcow2, with the size and the modules that were asked for', async () => {
    const { asked } = await written({ size: '4G', modules: 'all' });
    expect(asked).toEqual([['ext2', { size: '4G', modules: 'all', image: 'qcow2' }]]);
  });

  it('depends on what the ext2 writer depends on', async () => {
    const { inputs } = await written();
    expect(await inputs()).toEqual(['/boot/vmlinuz', '/lib/modules/6.1']);
  });

  it('has layers that are compressed as was asked for', async () => {
    const { manifest } = await written({ compress: 'none' });
    const types = manifest.layers.map(({ mediaType }) => mediaType);
    expect(new Set(types)).toEqual(new Set(['application/vnd.oci.image.layer.v1.tar']));
  });

  it('is warned of where the appliance has no /init', async () => {
    expect((await written()).warnings).toEqual([]);
    const { layout, warnings } = await written({}, { '/f': file('x') });
    expect(warnings).toEqual([expect.stringContaining('no program /init')]);
    expect(existsSync(`${layout.directory}/vm.yaml`)).toBe(true);
  });
});
