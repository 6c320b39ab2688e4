import { ftruncateSync, openSync } from 'node:fs';
import { type BytePath, Pacer, type Report, toSystemPath } from '@supermin/core';
import {
  type Content,
  type CopyThread,
  copyExtents,
  copyPart,
  type Extents,
} from '@supermin/core/writer';
import { SOURCE_FAILURES, unreadableSources } from '../errors.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { commitMetadata, writeMetadata } from './commit-metadata.ts';
import type { BegunImage, ImageAhead } from './image-ahead.ts';
import { writtenOrRemoved } from './written-or-removed.ts';

export interface WriteOptions {
  signal: AbortSignal;
  /** Gets `progress` in bytes of file data; the last one has `done === total`. */
  report: Report;
  /** Shares the copying; its work is over when the image is written, or is not. */
  thread?: CopyThread | undefined;
  /** What has been begun of the image at `path`; over, too. It has a thread of its own. */
  ahead?: ImageAhead | undefined;
}

/**
 * Writes a planned image to the regular file `path`: sparse, replacing what is there. Not synced. When it
 * throws, the file is gone.
 *
 * @throws SuperminError `NO_SPACE`, `FILE_SIZE_LIMIT`; `EXT2_SOURCE_CHANGED` (a file has become shorter than planned, or is gone; of one
 *   that has grown the planned part is taken); `EXT2_UNREADABLE` (its `cause` is the list of paths)
 */
export async function writeImage(
  plan: ImagePlan,
  path: BytePath,
  { signal, report, thread, ahead }: WriteOptions,
): Promise<void> {
  signal.throwIfAborted();
  const begun = ahead?.take(plan);
  // Planned in another way than was foreseen: all anew.
  if (begun === undefined) await ahead?.stop();
  const fd = begun?.fd ?? openSync(toSystemPath(path), 'w');
  const helper = begun === undefined ? thread : ahead?.thread;
  await writtenOrRemoved({ plan, fd, path }, async () => {
    ftruncateSync(fd, plan.size);
    await writeBlocks(plan, fd, { signal, report, thread: helper }, begun);
    commitMetadata(plan, fd);
  });
}

async function writeBlocks(
  plan: ImagePlan,
  fd: number,
  { signal, report, thread }: Omit<WriteOptions, 'ahead'>,
  begun?: BegunImage,
): Promise<void> {
  const pacer = new Pacer(signal);
  const part = copyPart({ ...dataAfter(begun?.extents ?? 0, plan), alignment: plan.blockSize }, fd);
  thread?.begin(part.job);
  try {
    await writeMetadata(plan, fd, pacer);
    const failures = SOURCE_FAILURES;
    const parts = [...(begun?.parts ?? []), part];
    const unreadable = await copyExtents(parts, { pacer, report, failures, thread });
    if (unreadable.length > 0) throw unreadableSources(unreadable);
  } finally {
    // Before the descriptor is closed, and its number becomes another file's.
    await thread?.stop();
  }
}

/** The data without its first `count` extents, and without their sources: each of these is the name of a file for the thread. */
function dataAfter(
  count: number,
  { data, sources }: ImagePlan,
): { extents: Extents; sources: readonly Content[] } {
  // Sources are numbered in the order of the extents.
  const firstSource = data.source[count] ?? sources.length;
  return {
    extents: {
      count: data.count - count,
      offset: data.offset.subarray(count),
      length: data.length.subarray(count),
      source: data.source.subarray(count).map((source) => source - firstSource),
      sourceOffset: data.sourceOffset.subarray(count),
    },
    sources: sources.slice(firstSource),
  };
}
