import type { WriterContext } from '@supermin/core';
import { type Descriptor, type ImageLayout, platformOf } from '@supermin/core/oci';
import { type FileTree, timed } from '@supermin/core/writer';
import { startOf } from './image/entrypoint.ts';
import { imageTime } from './image/image-time.ts';
import { writeImage } from './image/write-image.ts';
import { planLayers } from './layers/layer-plan.ts';
import { writeLayers } from './layers/write-layers.ts';
import type { OciOptions } from './options.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** crun(1): with it, crun starts the container in a VM of libkrun. */
const KRUN = { 'run.oci.handler': 'krun' };

/** Writes the files of the appliance as an image that container engines run. */
export async function writeContainer(
  tree: FileTree,
  layout: ImageLayout,
  { compression, entrypoint, krun }: OciOptions,
  context: WriterContext,
): Promise<Descriptor> {
  const { report, cpu, sourceDateEpoch } = context;
  const planned = planLayers(tree);
  const text = `oci: writing ${planned.length} layers`;
  report({ kind: 'message', level: 1, text });
  const layers = await timed(report, 'write layers', () =>
    writeLayers(planned, layout, compression, context),
  );
  return writeImage(layout, {
    layers,
    titles: planned.map(({ title }) => title),
    platform: platformOf(cpu),
    created: imageTime(tree, sourceDateEpoch),
    config: { Env: [PATH], ...startOf(tree, entrypoint), WorkingDir: '/' },
    annotations: krun ? KRUN : {},
  });
}
