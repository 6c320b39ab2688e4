import { writeFileSync } from 'node:fs';
import {
  type BytePath,
  joinPath,
  type OtherWriter,
  type PluginOptions,
  toSystemPath,
  type WriterContext,
} from '@supermin/core';
import { type Descriptor, type ImageLayout, platformOf } from '@supermin/core/oci';
import { type FileTree, timed } from '@supermin/core/writer';
import { imageTime } from '../image/image-time.ts';
import { writeImage } from '../image/write-image.ts';
import { writeLayers } from '../layers/write-layers.ts';
import type { OciOptions } from '../options.ts';
import { diskLayers } from './disk-tree.ts';
import { rootUuid } from './root-uuid.ts';
import { vmManifest } from './vm-manifest.ts';
import { warnWithoutInit } from './warn-without-init.ts';

/** What the ext2 writer calls the image. */
const IMAGE = 'root.qcow2';

/** What a disk depends on besides the tree: a kernel. */
export async function diskInputs(
  disk: PluginOptions,
  context: WriterContext,
): Promise<readonly BytePath[]> {
  const { paths } = await (await imageWriter(disk, context)).inputs();
  return paths;
}

/** Writes the appliance as a disk image with its kernel, in an image that KubeVirt boots, and `vm.yaml`, which tells it to. */
export async function writeDisk(
  tree: FileTree,
  layout: ImageLayout,
  { compression, reference, disk }: OciOptions,
  context: WriterContext,
): Promise<Descriptor> {
  const { report, cpu, sourceDateEpoch } = context;
  warnWithoutInit(tree, report);
  // Before the writer adds the kernel's modules.
  const created = imageTime(tree, sourceDateEpoch);
  const directory = context.temporaryDirectory();
  await (await imageWriter(disk, context)).write(tree, directory);
  const image = joinPath(directory, IMAGE);
  const planned = diskLayers(directory, image);
  const platform = platformOf(cpu);
  const manifest = vmManifest({ reference, platform, uuid: rootUuid(image) });
  writeFileSync(toSystemPath(joinPath(layout.directory, 'vm.yaml')), manifest, { flag: 'wx' });
  const layers = await timed(report, 'write layers', () =>
    writeLayers(planned, layout, compression, context),
  );
  const titles = planned.map(({ title }) => title);
  return writeImage(layout, { layers, titles, platform, created, config: {}, annotations: {} });
}

function imageWriter(disk: PluginOptions, context: WriterContext): Promise<OtherWriter> {
  return context.writer('ext2', { ...disk, image: 'qcow2' });
}
