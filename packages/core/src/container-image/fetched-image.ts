import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { cacheName } from '../cache/file-cache.ts';
import { ownDirectory } from '../cache/own-directory.ts';
import { timed } from '../events/event.ts';
import { LockFile } from '../lock/lock-file.ts';
import { ownerTag } from '../output/owner-tag.ts';
import { removeTree } from '../output/remove-tree.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type { ContainerImage } from './container-image.ts';
import type { ImageContext } from './image-options.ts';
import type { ImageReference } from './reference.ts';
import { skopeoCopy } from './skopeo.ts';
import { hasLayers } from './store-layers.ts';

/** Below the user's cache directory. */
const DIRECTORY = 'images-1';

/** In the layout. */
const LAYOUT = 'layout';

export interface FetchedImageOptions {
  context: ImageContext;
  /** Opens the image of a layout. */
  open(layout: BytePath): ContainerImage;
}

/**
 * An image of a registry, by way of the user's cache. What stays there is its manifest and its configuration: layers are in the
 * store, and their archives are removed when they have been unpacked.
 *
 *     CACHE/images-1/<hash of name and architecture>/{layout/, lock}
 *
 * @throws SuperminError `IMAGE_*`, `PROGRAM_MISSING`, `CACHE_*`; what `work` throws
 */
export async function withFetched<T>(
  reference: ImageReference & { transport: 'docker' },
  { context, open }: FetchedImageOptions,
  work: (image: ContainerImage) => Promise<T>,
): Promise<T> {
  const { cacheDirectory, arch, pull, signal, report } = context;
  const key = cacheName([reference.name, arch ?? null]);
  const directory = ownDirectory(cacheDirectory, DIRECTORY, key);
  const layout = joinPath(directory, LAYOUT);
  const lock = await LockFile.acquire(joinPath(directory, 'lock'), { signal, report });
  try {
    const kept = pull ? undefined : keptImage(layout, { context, open });
    const image = kept ?? (await fetchInto(directory, reference, { context, open }));
    const result = await work(image);
    removeArchives(layout, image);
    return result;
  } finally {
    lock.release();
  }
}

/** The image, if all of it is there. */
function keptImage(
  layout: BytePath,
  { context, open }: FetchedImageOptions,
): ContainerImage | undefined {
  if (!existsSync(toSystemPath(layout))) return undefined;
  try {
    const image = open(layout);
    return hasLayers(image, context) ? image : undefined;
  } catch {
    // Whatever it is, there is a new one where it came from.
    return undefined;
  }
}

async function fetchInto(
  directory: BytePath,
  { name, text }: ImageReference & { transport: 'docker' },
  { context, open }: FetchedImageOptions,
): Promise<ContainerImage> {
  sweep(directory);
  const temporary = joinPath(directory, ownerTag());
  mkdirSync(toSystemPath(temporary), { mode: 0o700 });
  try {
    await timed(context.report, 'fetch the image', () =>
      skopeoCopy(`docker://${name}`, { image: text, layout: temporary, context }),
    );
    const layout = joinPath(directory, LAYOUT);
    removeTree(layout);
    renameSync(toSystemPath(temporary), toSystemPath(layout));
    return open(layout);
  } finally {
    removeTree(temporary);
  }
}

function removeArchives(layout: BytePath, { layers }: ContainerImage): void {
  for (const { digest } of layers) {
    if (digest === undefined) continue;
    rmSync(toSystemPath(joinPath(layout, `blobs/sha256/${digest}`)), { force: true });
  }
}
