import { tidyCache } from '../cache/tidy-cache.ts';
import { isSuperminError } from '../errors/supermin-error.ts';
import { describeFailure } from '../errors/write-failure.ts';
import type { StoredEntries } from '../layers/layer.ts';
import { LayerStore } from '../layers/layer-store.ts';
import { type ContainerImage, type PackedLayer, sha256 } from './container-image.ts';
import type { ImageContext } from './image-options.ts';
import { LayerArchives } from './layer-archives.ts';
import { readLayerEntries } from './read-layer.ts';

/** Bytes of the numbers of a member in the store's index; what is above that is names and attributes. */
export const NUMBERS = 100;

/** To be raised when layers are read in another way. */
const READING = 1;

/**
 * The layers of an image, the lowest first: from the store, or unpacked into it.
 *
 * @throws SuperminError `IMAGE_*`, `ARCHIVE_*`, `LAYER_SIZE`, `PROGRAM_MISSING`; system errors; the signal's reason
 */
export async function storeLayers(
  image: ContainerImage,
  context: ImageContext,
): Promise<StoredEntries[]> {
  const store = new LayerStore(context.cacheDirectory);
  const archives = new LayerArchives(image, context);
  const layers: StoredEntries[] = [];
  let added = false;
  for (const layer of image.layers) {
    context.signal.throwIfAborted();
    const kept = store.findEntries(keyOf(layer.diffId));
    added ||= kept === undefined;
    const stored = kept ?? (await storeLayer(layer, store, archives, context));
    const { length } = stored.entries;
    archives.count(length, Math.max(0, stored.indexBytes - length * NUMBERS));
    layers.push(stored);
  }
  if (added) tidyCache(context.cacheDirectory, context.report);
  return layers;
}

/** Whether no layer has to be unpacked. */
export function hasLayers({ layers }: ContainerImage, { cacheDirectory }: ImageContext): boolean {
  const store = new LayerStore(cacheDirectory);
  return layers.every(({ diffId }) => store.has(keyOf(diffId)));
}

/** What is kept is not what a package's archive with the same bytes would be kept as. */
function keyOf(diffId: string): string {
  return sha256(Buffer.from(`layer of a container image ${READING} ${diffId}`));
}

async function storeLayer(
  layer: PackedLayer,
  store: LayerStore,
  archives: LayerArchives,
  { report, cacheDirectory }: ImageContext,
): Promise<StoredEntries> {
  const name = archives.nameOf(layer);
  try {
    // It is checked before it is in the store.
    return await store.addEntries(
      keyOf(layer.diffId),
      {
        ...{ name, notes: {} },
        read: async (keeper) => {
          const options = { store: keeper, report };
          const { result } = await archives.read(layer, (open) =>
            readLayerEntries(open.chunks, { ...open, ...options }),
          );
          return result;
        },
      },
      { report, allowance: archives.files },
    );
  } catch (error) {
    if (isSuperminError(error)) throw error;
    throw describeFailure(error, cacheDirectory);
  }
}
