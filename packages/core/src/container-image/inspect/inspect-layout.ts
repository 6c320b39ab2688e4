import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { machine } from 'node:os';
import { type BytePath, joinPath, toSystemPath } from '../../path/byte-path.ts';
import type { InspectContext, OutputContents } from '../../plugin/inspect-contract.ts';
import type { ContainerImage } from '../container-image.ts';
import { directoryFiles } from '../directory-files.ts';
import { layoutImage, layoutPlatforms } from '../layout-image.ts';
import { platformName, wantedPlatform } from '../platform.ts';
import { imageContents } from './image-contents.ts';

const DOCUMENTS = ['oci-layout', 'index.json'];
const BLOBS = 'blobs/sha256';

/**
 * Reads an OCI image layout back: the image for this machine, or the only one.
 *
 * @returns undefined for what is no layout
 * @throws SuperminError as `imageContents`
 */
export async function inspectLayout(
  directory: BytePath,
  context: InspectContext,
): Promise<OutputContents | undefined> {
  const has = (name: string) => existsSync(toSystemPath(joinPath(directory, name)));
  if (!DOCUMENTS.every(has)) return undefined;
  const files = directoryFiles(directory, directory);
  const choice = { tag: undefined, platform: wantedPlatform(machine()), strict: false };
  const image = layoutImage(files, directory, choice);
  const place = { path: directory, bytes: bytesOf(directory) };
  const contents = await imageContents(image, place, context);
  return { ...contents, notes: notesOf(image, layoutPlatforms(files, directory)) };
}

/** Bytes of all files of a layout. */
export function bytesOf(directory: BytePath): number {
  let bytes = 0;
  for (const part of [directory, joinPath(directory, BLOBS)]) {
    for (const name of readdirSync(toSystemPath(part), { encoding: 'latin1' })) {
      const stats = lstatSync(toSystemPath(joinPath(part, name)), { throwIfNoEntry: false });
      if (stats?.isFile()) bytes += stats.size;
    }
  }
  return bytes;
}

function notesOf({ config }: ContainerImage, platforms: readonly string[]): string[] {
  if (platforms.length < 2) return [];
  return [`it has images for ${platforms.join(', ')}; this is the one for ${platformName(config)}`];
}
