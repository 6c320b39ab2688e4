import type { BytePath } from '../../path/byte-path.ts';
import type { InspectContext, OutputContents } from '../../plugin/inspect-contract.ts';
import type { ContainerImage } from '../container-image.ts';
import { stackLayers } from '../stack-layers.ts';
import { readArchives } from './read-archives.ts';
import { storedBytes } from './stored-bytes.ts';

/** What an image lies in. */
export interface ImagePlace {
  /** A layout, or an archive. */
  path: BytePath;
  /** Bytes of all of it. */
  bytes: number;
}

/**
 * What is in an image.
 *
 *     entries of its layers + manifest, index and other files = all of it, its layers decompressed
 *
 * @throws SuperminError `IMAGE_*`, `ARCHIVE_*`, `LAYER_SIZE`, `TREE_*`, `PROGRAM_MISSING`; system errors; the signal's reason
 */
export async function imageContents(
  image: ContainerImage,
  { path, bytes }: ImagePlace,
  context: InspectContext,
): Promise<OutputContents> {
  const { archives, kept, compressions } = await readArchives(image, context);
  // An entry has a number for a path of its content, and all of them the same one.
  const layers = archives.map(({ entries }) => ({ entries, file: '' }));
  const tree = stackLayers(layers, image.name);
  const { stored, overhead } = storedBytes(tree, archives, (entry) => kept.archivedBytes(entry));
  kept.putBack(tree);
  const others = bytes - layerBytes(image);
  const compressed = { name: compressions.join(', '), size: bytes };
  return {
    ...{ tree, stored, image: path },
    size: archives.reduce((sum, { size }) => sum + size, others),
    overhead: [
      ...overhead,
      { name: 'manifest, index and other files of the image', bytes: others },
    ],
    notes: [],
    ...(compressions.length === 0 ? {} : { compressed }),
  };
}

/** One that an image has twice lies there once. */
export function layerBytes({ layers }: ContainerImage): number {
  const sizes = new Map(layers.map(({ digest, diffId, size }) => [digest ?? diffId, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
