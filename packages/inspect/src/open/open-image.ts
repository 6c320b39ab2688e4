import { type ImageOptions, type ImageReference, inspectImage } from '@supermin/core';
import type { Subject } from '../model/subject.ts';
import { type ReadBackOptions, readBack } from './read-back.ts';

/** How the image is found, and read back. */
export type OpenImageOptions = ReadBackOptions & ImageOptions;

/**
 * Reads a container image back, and finds out which packages are in it.
 *
 * @throws SuperminError as `inspectImage` of core
 */
export async function openImage(
  reference: ImageReference,
  options: OpenImageOptions,
): Promise<Subject> {
  const subject = await readBack(
    reference.text,
    { ...options, record: undefined },
    async (context) => ({
      contents: await inspectImage(reference, options, context),
      format: reference.transport,
    }),
  );
  return subject!;
}
