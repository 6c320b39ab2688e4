import { machine } from 'node:os';
import type { BytePath } from '../path/byte-path.ts';
import type { ContainerImage } from './container-image.ts';
import { directoryFiles } from './directory-files.ts';
import { dockerArchiveImage } from './docker-archive-image.ts';
import { withFetched } from './fetched-image.ts';
import type { ImageContext } from './image-options.ts';
import { layoutImage } from './layout-image.ts';
import { wantedPlatform } from './platform.ts';
import type { ImageReference } from './reference.ts';
import { tarFiles } from './tar-files.ts';

/**
 * Opens an image for as long as `work` takes. One of a registry is fetched into the user's cache, unless it is there.
 *
 * @throws SuperminError `IMAGE_*`, `PROGRAM_MISSING`; system errors; the signal's reason; what `work` throws
 */
export async function withImage<T>(
  reference: ImageReference,
  context: ImageContext,
  work: (image: ContainerImage) => Promise<T>,
): Promise<T> {
  const choice = {
    tag: 'tag' in reference ? reference.tag : undefined,
    platform: wantedPlatform(context.arch ?? machine()),
    strict: context.arch !== undefined,
  };
  const { text } = reference;
  if (reference.transport === 'docker') {
    const open = (layout: BytePath) => layoutImage(directoryFiles(layout, text), text, choice);
    return withFetched(reference, { context, choice, open }, work);
  }
  const { transport, path } = reference;
  const files = transport === 'oci' ? directoryFiles(path, text) : tarFiles(path, text);
  try {
    const open = transport === 'docker-archive' ? dockerArchiveImage : layoutImage;
    return await work(open(files, text, choice));
  } finally {
    files.close();
  }
}
