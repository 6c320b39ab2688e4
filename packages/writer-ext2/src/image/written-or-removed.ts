import { closeSync, fstatSync, statfsSync, unlinkSync } from 'node:fs';
import { type BytePath, describeFailure, parentPath, toSystemPath } from '@supermin/core';
import type { Shortage } from '@supermin/core/writer';
import type { ImagePlan } from '../plan/image-plan.ts';

export interface OpenImage {
  plan: ImagePlan;
  /** Open for writing; closed in any case. */
  fd: number;
  path: BytePath;
}

/** Has an image written; what cannot be written whole is removed. @throws SuperminError `NO_SPACE`, `FILE_SIZE_LIMIT`; what `write` throws */
export async function writtenOrRemoved(
  { plan, fd, path }: OpenImage,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    const described = describeFailure(error, path, shortageOf(plan, fd, path));
    unlinkSync(toSystemPath(path));
    throw described;
  } finally {
    closeSync(fd);
  }
}

/** What describes a full disk. */
function shortageOf(plan: ImagePlan, fd: number, path: BytePath): Shortage {
  const { bavail, bsize } = statfsSync(toSystemPath(parentPath(path)));
  // What is written of the image is there until it is closed.
  const have = bavail * bsize + fstatSync(fd).blocks * 512;
  return { need: bytesToWrite(plan), have, unit: 'bytes' };
}

/** What the image takes where it is written: all but its holes. */
export function bytesToWrite({ data, metadata, blockSize }: ImagePlan): number {
  let bytes = 0;
  for (const length of data.length) bytes += Math.ceil(length / blockSize) * blockSize;
  for (const length of metadata.length) bytes += length;
  return bytes;
}
