import { existsSync, mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { entryName } from '../cache/entry-removal.ts';
import { EntryUses } from '../cache/entry-uses.ts';
import { cacheName } from '../cache/file-cache.ts';
import { ownDirectory } from '../cache/own-directory.ts';
import { timed } from '../events/event.ts';
import { LockFile } from '../lock/lock-file.ts';
import type { Platform } from '../oci/platform.ts';
import { ownerTag } from '../output/owner-tag.ts';
import { removeTree } from '../output/remove-tree.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type { ContainerImage } from './container-image.ts';
import type { ImageContext } from './image-options.ts';
import { platformName } from './platform.ts';
import type { ImageReference } from './reference.ts';
import { skopeoCopy } from './skopeo.ts';
import { hasLayers } from './store-layers.ts';

/** Below the user's cache directory. */
const DIRECTORY = 'images-1';

/** In the layout. */
const LAYOUT = 'layout';

export interface FetchedImageOptions {
  context: ImageContext;
  /** What the image has to be for, and whether the user said so. */
  choice: { platform: Platform; strict: boolean };
  /** Opens the image of a layout. */
  open(layout: BytePath): ContainerImage;
}

/**
 * An image of a registry, by way of the user's cache. What stays there is its manifest and its configuration: layers are in the
 * store, and their archives are removed when they have been unpacked.
 *
 *     CACHE/images-1/<hash of name, platform and how it was fetched>/{layout/, lock}
 *
 * @throws SuperminError `IMAGE_*`, `PROGRAM_MISSING`, `CACHE_*`; what `work` throws
 */
export async function withFetched<T>(
  reference: ImageReference & { transport: 'docker' },
  options: FetchedImageOptions,
  work: (image: ContainerImage) => Promise<T>,
): Promise<T> {
  const { cacheDirectory, insecure, signal, report } = options.context;
  const { platform, strict } = options.choice;
  // What came from nobody knows whom is not there for those who want to know; caches may be several machines'.
  const key = cacheName([reference.name, platformName(platform), strict, insecure]);
  const uses = new EntryUses(cacheDirectory, report);
  try {
    await uses.add(entryName(DIRECTORY, key), signal);
    const directory = ownDirectory(cacheDirectory, DIRECTORY, key);
    const lock = await LockFile.acquire(joinPath(directory, 'lock'), { signal, report });
    try {
      const result = await withLocked({ directory, reference, options }, work);
      // By its time the cache is tidied.
      utimesSync(toSystemPath(directory), new Date(), new Date());
      return result;
    } finally {
      lock.release();
    }
  } finally {
    uses.release();
  }
}

interface Locked {
  directory: BytePath;
  reference: ImageReference & { transport: 'docker' };
  options: FetchedImageOptions;
}

async function withLocked<T>(
  { directory, reference, options }: Locked,
  work: (image: ContainerImage) => Promise<T>,
): Promise<T> {
  const layout = joinPath(directory, LAYOUT);
  const { pull, signal } = options.context;
  const kept = pull ? undefined : keptImage(layout, options);
  try {
    if (kept !== undefined) return await work(kept);
  } catch {
    // Layers of the store are gone, or not as they were written. Nobody forged anything: there is a new image where it came from.
    signal.throwIfAborted();
  }
  const image = await fetchInto(directory, reference, options);
  try {
    return await work(image);
  } finally {
    // Also those of an image that is refused: nobody would use them.
    removeArchives(layout, image);
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
    return openOrRemove(layout, open);
  } finally {
    removeTree(temporary);
  }
}

function openOrRemove(layout: BytePath, open: FetchedImageOptions['open']): ContainerImage {
  try {
    return open(layout);
  } catch (error) {
    removeTree(layout);
    throw error;
  }
}

function removeArchives(layout: BytePath, { layers }: ContainerImage): void {
  for (const { digest } of layers) {
    if (digest === undefined) continue;
    rmSync(toSystemPath(joinPath(layout, `blobs/sha256/${digest}`)), { force: true });
  }
}
