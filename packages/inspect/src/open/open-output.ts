import { type BytePath, recordOf } from '@supermin/core';
import type { Subject } from '../model/subject.ts';
import { type ReadBackOptions, readBack } from './read-back.ts';
import { recognize } from './recognize.ts';

export interface OpenOutputOptions extends ReadBackOptions {
  /** Default: it is recognized. */
  format?: string | undefined;
}

/**
 * Reads an output back, and finds out which packages are in it.
 *
 * @param path an output directory, or an image
 * @returns undefined for what is no output of an installed writer
 */
export async function openOutput(
  path: BytePath,
  options: OpenOutputOptions,
): Promise<Subject | undefined> {
  const { registry, cacheDirectory } = options;
  const record = cacheDirectory === undefined ? undefined : recordOf(path, cacheDirectory);
  const wanted = options.format ?? record?.facts['--format'];
  return readBack(path, { ...options, record }, (context) =>
    recognize(path, registry, context, wanted),
  );
}
