import { ftruncateSync } from 'node:fs';
import { type BytePath, Pacer, type Report } from '@supermin/core';
import {
  type CopyThread,
  copyExtents,
  copyPart,
  type Extents,
  sourceOf,
} from '@supermin/core/writer';
import { SOURCE_FAILURES } from '../errors.ts';
import { layOut } from '../plan/archive-layout.ts';
import type { ArchivePlan } from '../plan/archive-plan.ts';

export interface PlainOptions {
  signal: AbortSignal;
  /** Gets `progress` in bytes. */
  report: Report;
  /** Shares the copying; its work is over when this is. */
  thread?: CopyThread | undefined;
}

/**
 * Writes the archive, uncompressed, into the empty file `fd`: the place of every byte is known, so two threads can do it.
 *
 * @returns files that this user may not read: they are left out, with all their names
 * @throws SuperminError `CPIO_SOURCE_CHANGED`; system errors
 */
export async function writePlain(
  plan: ArchivePlan,
  fd: number,
  { thread, ...options }: PlainOptions,
): Promise<BytePath[]> {
  const unreadable = await writeOnce(plan, fd, { ...options, thread });
  if (unreadable.length === 0) return [];
  // Found out too late: their headers are there. Hardly ever, as the tree has no files that could not be read before.
  ftruncateSync(fd, 0);
  const more = await writePlain(without(plan, unreadable), fd, options);
  return [...unreadable, ...more];
}

async function writeOnce(
  plan: ArchivePlan,
  fd: number,
  { signal, report, thread }: PlainOptions,
): Promise<BytePath[]> {
  const layout = layOut(plan);
  // First: behind the end of a file that grows XFS reserves space, and may keep it reserved.
  ftruncateSync(fd, endOf(layout.extents));
  const part = copyPart(layout, fd);
  thread?.begin(part.job);
  try {
    const failures = SOURCE_FAILURES;
    return await copyExtents([part], { pacer: new Pacer(signal), report, failures, thread });
  } finally {
    // Before the descriptor is closed, and its number becomes another file's.
    await thread?.stop();
  }
}

function endOf({ count, offset, length }: Extents): number {
  return offset[count - 1]! + length[count - 1]!;
}

/** The plan without the files whose bytes come from one of `paths`, of which `bytes` and `length` stay what they were. */
function without(plan: ArchivePlan, paths: readonly BytePath[]): ArchivePlan {
  const unwanted = new Set(paths);
  const entries = plan.entries.filter(
    ({ node }) => node.type !== 'file' || !unwanted.has(sourceOf(node.content) ?? ''),
  );
  return { ...plan, entries };
}
