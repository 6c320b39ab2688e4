import { statSync } from 'node:fs';
import { toSystemPath } from '../../path/byte-path.ts';
import type { InspectContext, OutputContents } from '../../plugin/inspect-contract.ts';
import type { ContainerImage } from '../container-image.ts';
import { contextOf, type ImageOptions } from '../image-options.ts';
import { withImage } from '../open-image.ts';
import type { ImageReference } from '../reference.ts';
import { type ImagePlace, imageContents, layerBytes } from './image-contents.ts';
import { bytesOf } from './inspect-layout.ts';

/**
 * Reads the image that a reference names. Of a registry's image the layers are all that counts.
 *
 * @throws SuperminError as `imageContents`; `CACHE_MISSING`
 */
export async function inspectImage(
  reference: ImageReference,
  options: ImageOptions,
  context: InspectContext,
): Promise<OutputContents> {
  return withImage(reference, contextOf(options), (image) =>
    imageContents(image, placeOf(reference, image), context),
  );
}

function placeOf(reference: ImageReference, image: ContainerImage): ImagePlace {
  if (reference.transport === 'docker') return { path: reference.text, bytes: layerBytes(image) };
  const { path, transport } = reference;
  return { path, bytes: transport === 'oci' ? bytesOf(path) : statSync(toSystemPath(path)).size };
}
