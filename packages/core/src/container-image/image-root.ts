import { timed } from '../events/event.ts';
import type { StoredEntries } from '../layers/layer.ts';
import type { LayeredRoot } from '../layers/layered-root.ts';
import { moduleListFiles } from '../layers/module-lists.ts';
import { treeHost } from '../layers/tree-host.ts';
import { bringsModules } from '../repository/brings-modules.ts';
import { withKernelsOf } from '../repository/host-kernel.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { ImageConfig } from './image-config.ts';
import { contextOf, type ImageContext, type ImageOptions } from './image-options.ts';
import { withImage } from './open-image.ts';
import { cpuOfPlatform } from './platform.ts';
import type { ImageReference } from './reference.ts';
import { stackLayers } from './stack-layers.ts';
import { storeLayers } from './store-layers.ts';

/** A container image as a host root. */
export interface ImageRoot extends LayeredRoot {
  /** All that is in the image. */
  tree: FileTree;
  config: ImageConfig;
}

/**
 * Makes a host root of a container image. Its layers are unpacked into the store of the user's cache, unless they are there; nothing
 * is made but files of the store.
 *
 * @throws SuperminError `IMAGE_*`, `ARCHIVE_*`, `LAYER_SIZE`, `TREE_*`, `PROGRAM_MISSING`, `CACHE_*`; system errors; the signal's reason
 */
export async function imageRoot(
  reference: ImageReference,
  options: ImageOptions,
): Promise<ImageRoot> {
  const context = contextOf(options);
  const { id, config, layers } = await withImage(reference, context, async (image) => ({
    id: image.id,
    config: image.config,
    layers: await timed(context.report, 'unpack the image', () => storeLayers(image, context)),
  }));
  return rootOf({ name: reference.text, id, config, layers }, context);
}

interface Unpacked {
  name: string;
  id: string;
  config: ImageConfig;
  layers: StoredEntries[];
}

async function rootOf(
  { name, id, config, layers }: Unpacked,
  { host: machine, cacheDirectory, signal }: ImageContext,
): Promise<ImageRoot> {
  const tree = stackLayers(layers, name);
  const hasKernel = bringsModules({ tree });
  const host = treeHost(tree, name, id);
  if (hasKernel) {
    const files = await moduleListFiles([tree], host, { identity: id, cacheDirectory, signal });
    for (const [path, node] of files) tree.put(path, node);
  }
  return {
    ...{ host, tree, config, digest: id, cpu: cpuOfPlatform(config) },
    kernelHost: hasKernel ? host : withKernelsOf(machine, host),
  };
}
