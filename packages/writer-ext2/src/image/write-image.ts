import {
  closeSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  statfsSync,
  unlinkSync,
} from 'node:fs';
import {
  type BytePath,
  Pacer,
  parentPath,
  type Report,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import { type CopyThread, copyExtents, copyJob } from '@supermin/core/copy';
import {
  fileSystemLimit,
  noSpace,
  sourceShrank,
  sourceVanished,
  unreadableSources,
} from '../errors.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { commitMetadata, writeMetadata } from './commit-metadata.ts';

export interface WriteOptions {
  signal: AbortSignal;
  /** Gets `progress` in bytes of file data; the last one has `done === total`. */
  report: Report;
  /** Shares the copying; its work is over when the image is written, or is not. */
  thread?: CopyThread | undefined;
}

/**
 * Writes a planned image to the regular file `path`: sparse, mode 0644, replacing what is there. Not synced. When it
 * throws, the file is gone.
 *
 * @throws SuperminError `EXT2_NO_SPACE`; `EXT2_SOURCE_CHANGED` (a file has become shorter than planned, or is gone; of one
 *   that has grown the planned part is taken); `EXT2_UNREADABLE` (its `cause` is the list of paths)
 */
export async function writeImage(
  plan: ImagePlan,
  path: BytePath,
  { signal, report, thread }: WriteOptions,
): Promise<void> {
  signal.throwIfAborted();
  const fd = openSync(toSystemPath(path), 'w', 0o644);
  try {
    // The umask has no say: QEMU may run as another user.
    fchmodSync(fd, 0o644);
    setLength(fd, path, plan.size);
    await writeBlocks(plan, fd, { signal, report, thread });
    commitMetadata(plan, fd);
  } catch (error) {
    const described = isFull(error) ? describeFull(plan, fd, path, error) : error;
    unlinkSync(toSystemPath(path));
    throw described;
  } finally {
    closeSync(fd);
  }
}

async function writeBlocks(
  plan: ImagePlan,
  fd: number,
  { signal, report, thread }: WriteOptions,
): Promise<void> {
  const pacer = new Pacer(signal);
  const { data: extents, sources, blockSize: alignment } = plan;
  const request = { extents, sources, alignment };
  const job = copyJob(request, fd);
  thread?.begin(job);
  try {
    await writeMetadata(plan, fd, pacer);
    const failures = { shrank: sourceShrank, vanished: sourceVanished };
    const unreadable = await copyExtents(request, job, { pacer, report, failures, thread });
    if (unreadable.length > 0) throw unreadableSources(unreadable);
  } finally {
    // Before the descriptor is closed, and its number becomes another file's.
    await thread?.stop();
  }
}

function setLength(fd: number, path: BytePath, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch (error) {
    if (systemErrorCode(error) === 'EFBIG') throw fileSystemLimit(path, size, error);
    throw error;
  }
}

function isFull(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function describeFull(plan: ImagePlan, fd: number, path: BytePath, cause: unknown): Error {
  const directory = statfsSync(toSystemPath(parentPath(path)));
  const available = directory.bavail * directory.bsize + fstatSync(fd).blocks * 512;
  return noSpace(path, bytesToWrite(plan), available, cause);
}

/** What the image takes where it is written: all but its holes. */
export function bytesToWrite({ data, metadata, blockSize }: ImagePlan): number {
  let bytes = 0;
  for (const length of data.length) bytes += Math.ceil(length / blockSize) * blockSize;
  for (const length of metadata.length) bytes += length;
  return bytes;
}
