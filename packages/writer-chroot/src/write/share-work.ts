import { toSystemPath } from '@supermin/core';
import {
  type FileNode,
  type FileTree,
  HelperThread,
  newBatches,
  type TreeNode,
} from '@supermin/core/writer';
import type { LinkMode } from '../link-mode.ts';
import type { ChrootPlan, Placed } from '../plan/chroot-plan.ts';
import type { Wanted } from './attribute-setter.ts';
import { KEPT, type MakeJob } from './make-job.ts';

/** Small enough that both threads end together, large enough that taking one costs nothing. */
const BATCH_ENTRIES = 32;
const BATCH_BYTES = 1 << 20;

/** With less to copy than this, all would be made before a thread had started. */
const WORTH_IT = { bytes: 8 << 20, files: 256 };

export type MakeThread = HelperThread<MakeJob>;

/**
 * Starts a second thread.
 *
 * @param program `make-program.ts`, bundled: beside this bundle. The sources, as tests run them, have none, and do without the
 *   thread.
 * @returns undefined where it would not help: there is little to copy, or all files are to share their blocks
 */
export function startMakeThread(
  tree: FileTree,
  link: LinkMode,
  program = new URL('./make-program.cjs', import.meta.url),
): MakeThread | undefined {
  if (link === 'hard' || link === 'reflink') return undefined;
  const worthIt = tree.files().length >= WORTH_IT.files || tree.fileBytes() >= WORTH_IT.bytes;
  return worthIt ? HelperThread.start(program) : undefined;
}

/** Entries to be made, and the job that both threads take them from. */
export interface MakePart {
  /** Files, then links, as in the job. */
  entries: readonly Placed<TreeNode>[];
  job: MakeJob;
}

/**
 * @param files whose bytes are those of files of the host, without holes
 * @param attributes of a new entry
 */
export function makePart(
  directory: string,
  files: readonly Placed<FileNode>[],
  links: ChrootPlan['symlinks'],
  attributes: (node: TreeNode) => Wanted,
): MakePart {
  const entries: Placed<TreeNode>[] = [...files, ...links];
  const wanted = entries.map(({ node }) => attributes(node));
  const size = Float64Array.from(entries, ({ node }) => (node.type === 'file' ? node.size : 0));
  const firstEntry = batchesOf(size);
  const job = {
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
  return { entries, job };
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
