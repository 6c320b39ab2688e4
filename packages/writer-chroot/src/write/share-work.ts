import { type FileNode, type TreeNode, toSystemPath } from '@supermin/core';
import { HelperThread, newBatches } from '@supermin/core/copy';
import type { ChrootPlan, Placed } from '../plan/chroot-plan.ts';
import type { Wanted } from './attribute-setter.ts';
import { KEPT, type MakeJob } from './make-job.ts';

/** Small enough that both threads end together, large enough that taking one costs nothing. */
const BATCH_ENTRIES = 32;
const BATCH_BYTES = 1 << 20;

/** Entries below which a thread would start when all is done. */
const WORTH_IT = 500;

export type MakeThread = HelperThread<MakeJob>;

/**
 * Starts a second thread, for later.
 *
 * @param program `make-program.ts`, bundled: beside this bundle. The sources, as tests run them, have none, and do without the
 *   thread.
 * @returns undefined where it would not be worth it
 */
export function startMakeThread(
  plan: ChrootPlan,
  program = new URL('./make-program.cjs', import.meta.url),
): MakeThread | undefined {
  const entries = plan.files.length + plan.symlinks.length;
  return entries < WORTH_IT ? undefined : HelperThread.start(program);
}

/**
 * @param files whose bytes are those of files of the host, without holes
 * @param attributes of a new entry
 */
export function makeJob(
  directory: string,
  files: readonly Placed<FileNode>[],
  links: ChrootPlan['symlinks'],
  attributes: (node: TreeNode) => Wanted,
): MakeJob {
  const entries: Placed<TreeNode>[] = [...files, ...links];
  const wanted = entries.map(({ node }) => attributes(node));
  const size = Float64Array.from(entries, ({ node }) => (node.type === 'file' ? node.size : 0));
  const firstEntry = batchesOf(size);
  return {
    sources: [
      ...files.map(({ node }) => toSystemPath(sourceOf(node))),
      ...links.map(({ target }) => toSystemPath(target)),
    ],
    targets: entries.map(({ path }) => toSystemPath(directory + path)),
    firstLink: files.length,
    size,
    mode: Uint16Array.from(wanted, ({ mode }) => mode),
    uid: Uint32Array.from(wanted, ({ owner }) => owner?.uid ?? KEPT),
    gid: Uint32Array.from(wanted, ({ owner }) => owner?.gid ?? KEPT),
    mtime: Float64Array.from(entries, ({ node }) => node.mtime),
    firstEntry,
    batches: newBatches(firstEntry.length - 1),
  };
}

function sourceOf({ content }: FileNode): string {
  if (content.kind !== 'path') throw new TypeError('not a file of the host');
  return content.path;
}

function batchesOf(size: Float64Array): Uint32Array {
  const first = [];
  let bytes = BATCH_BYTES;
  for (let entry = 0; entry < size.length; entry++) {
    if (bytes >= BATCH_BYTES) {
      first.push(entry);
      bytes = 0;
    }
    bytes += Math.max(size[entry]!, BATCH_BYTES / BATCH_ENTRIES);
  }
  return Uint32Array.from([...first, size.length]);
}
