import { type BytePath, displayPath } from '@supermin/core';
import {
  type Descriptor,
  ImageLayout,
  type ImageManifest,
  isDescriptor,
  MEDIA_TYPES,
} from '@supermin/core/oci';
import { notAddable, sameArchitecture } from '../errors.ts';
import { platformName } from './write-index.ts';

/** Images of an index that is added, at most. */
const MOST_IMAGES = 64;

/** Layers of an image that is added, at most. */
const MOST_LAYERS = 1000;

/**
 * Copies the images of other layouts into this one, their blobs checked.
 *
 * @param own the image that has been built
 * @returns all of them
 * @throws SuperminError `OCI_ADD`, `OCI_LAYOUT`, `OCI_BLOB`; the signal's reason; system errors
 */
export async function addImages(
  layout: ImageLayout,
  own: Descriptor,
  directories: readonly BytePath[],
  signal: AbortSignal,
): Promise<Descriptor[]> {
  const images = [own];
  for (const directory of directories) {
    const from = new ImageLayout(directory);
    for (const image of imagesOf(from)) {
      const name = platformName(image.platform!);
      if (images.some(({ platform }) => platformName(platform!) === name)) {
        throw sameArchitecture(directory, name);
      }
      await copyImage(from, layout, image, signal);
      images.push(image);
    }
  }
  return images;
}

/** The manifests of a layout's only image, or of its only index. */
function imagesOf(from: ImageLayout): Descriptor[] {
  const { manifests } = from.readIndex();
  const [first] = manifests;
  if (first === undefined || manifests.length > 1) {
    throw notAddable(from.directory, `it has ${manifests.length} images`);
  }
  if (first.mediaType === MEDIA_TYPES.manifest) return [withPlatform(from, first)];
  if (first.mediaType !== MEDIA_TYPES.index) {
    throw notAddable(from.directory, `it holds '${displayPath(first.mediaType)}'`);
  }
  const index = from.readJson(first) as { manifests?: unknown } | null;
  const inner = Array.isArray(index?.manifests) ? index.manifests : [];
  const areGood = inner.length <= MOST_IMAGES && inner.every(isDescriptor);
  if (inner.length === 0 || !areGood) throw notAddable(from.directory, 'its index is no index');
  return inner.map((image) => withPlatform(from, image));
}

function withPlatform(from: ImageLayout, descriptor: Descriptor): Descriptor {
  const { mediaType, digest, size, platform } = descriptor;
  const texts = [platform?.architecture, platform?.os, platform?.variant ?? ''];
  const isKnown = mediaType === MEDIA_TYPES.manifest && texts.every((t) => typeof t === 'string');
  if (!isKnown) throw notAddable(from.directory, 'an image of it has no platform');
  return { mediaType, digest, size, platform: platform! };
}

async function copyImage(
  from: ImageLayout,
  to: ImageLayout,
  image: Descriptor,
  signal: AbortSignal,
): Promise<void> {
  const manifest = from.readJson(image) as Partial<ImageManifest> | null;
  const layers = Array.isArray(manifest?.layers) ? manifest.layers : [];
  const blobs = [manifest?.config, ...layers];
  if (blobs.length > MOST_LAYERS || !blobs.every(isDescriptor)) {
    throw notAddable(from.directory, 'a manifest of it is no manifest');
  }
  for (const blob of blobs) {
    await copyBlob(from, to, blob, signal);
  }
  to.putBytes(image.mediaType, from.readBlob(image));
}

/** However large; what comes out is what its digest says, or an error. */
async function copyBlob(
  from: ImageLayout,
  to: ImageLayout,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { digest } = await to.putStream(blob.mediaType, from.streamBlob(blob, signal));
  if (digest !== blob.digest) {
    throw notAddable(from.directory, `its blob ${blob.digest} is truncated or corrupt`);
  }
}
