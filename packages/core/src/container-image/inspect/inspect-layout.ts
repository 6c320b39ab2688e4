import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { machine } from 'node:os';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../../path/byte-path.ts';
import type { InspectContext, OutputContents } from '../../plugin/inspect-contract.ts';
import type { ContainerImage } from '../container-image.ts';
import { directoryFiles } from '../directory-files.ts';
import { layoutImage, layoutPlatforms } from '../layout-image.ts';
import { platformName, wantedPlatform } from '../platform.ts';
import { stackLayers } from '../stack-layers.ts';
import { readArchives } from './read-archives.ts';
import { storedBytes } from './stored-bytes.ts';

const DOCUMENTS = ['oci-layout', 'index.json'];
const BLOBS = 'blobs/sha256';

/**
 * Reads an OCI image layout back: the image for this machine, or the only one.
 *
 *     entries of its layers + manifest, index and other files = the layout, its layers decompressed
 *
 * @returns undefined for what is no layout
 * @throws SuperminError `IMAGE_*`, `ARCHIVE_*`, `LAYER_SIZE`, `TREE_*`, `PROGRAM_MISSING`; system errors; the signal's reason
 */
export async function inspectLayout(
  directory: BytePath,
  context: InspectContext,
): Promise<OutputContents | undefined> {
  const has = (name: string) => existsSync(toSystemPath(joinPath(directory, name)));
  if (!DOCUMENTS.every(has)) return undefined;
  const name = displayPath(directory);
  const files = directoryFiles(directory, name);
  const choice = { tag: undefined, platform: wantedPlatform(machine()), strict: false };
  const image = layoutImage(files, name, choice);
  const { archives, kept, compressions } = await readArchives(image, context);
  // An entry has a number for a path of its content, and all of them the same one.
  const layers = archives.map(({ entries }) => ({ entries, file: '' }));
  const tree = stackLayers(layers, name);
  const { stored, overhead } = storedBytes(tree, archives, (entry) => kept.archivedBytes(entry));
  kept.putBack(tree);
  const onDisk = bytesOf(directory);
  const others = onDisk - layerBytes(image);
  const compressed = { name: compressions.join(', '), size: onDisk };
  return {
    ...{ tree, stored, image: directory },
    size: archives.reduce((bytes, { size }) => bytes + size, others),
    overhead: [
      ...overhead,
      { name: 'manifest, index and other files of the layout', bytes: others },
    ],
    notes: notesOf(image, layoutPlatforms(files, name)),
    ...(compressions.length === 0 ? {} : { compressed }),
  };
}

/** Bytes of all files of a layout. */
function bytesOf(directory: BytePath): number {
  let bytes = 0;
  for (const part of [directory, joinPath(directory, BLOBS)]) {
    for (const name of readdirSync(toSystemPath(part), { encoding: 'latin1' })) {
      const stats = lstatSync(toSystemPath(joinPath(part, name)), { throwIfNoEntry: false });
      if (stats?.isFile()) bytes += stats.size;
    }
  }
  return bytes;
}

/** One that an image has twice lies there once. */
function layerBytes({ layers }: ContainerImage): number {
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function notesOf({ config }: ContainerImage, platforms: readonly string[]): string[] {
  if (platforms.length < 2) return [];
  return [`it has images for ${platforms.join(', ')}; this is the one for ${platformName(config)}`];
}
