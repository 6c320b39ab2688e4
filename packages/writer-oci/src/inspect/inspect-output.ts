import { statSync } from 'node:fs';
import {
  type BytePath,
  type InspectContext,
  inspectLayout,
  type OutputContents,
  toSystemPath,
} from '@supermin/core';
import { diskContents } from './disk-contents.ts';

/**
 * Reads a layout back: the files of a container, or those on the disk that `--kind disk` has in it.
 *
 * @returns undefined for what is no layout
 * @throws SuperminError as `inspectLayout`, and as the ext2 writer
 */
export async function inspectOutput(
  output: BytePath,
  context: InspectContext,
): Promise<OutputContents | undefined> {
  if (!statSync(toSystemPath(output)).isDirectory()) return undefined;
  const image = await inspectLayout(output, context);
  return image && ((await diskContents(image, context)) ?? image);
}
