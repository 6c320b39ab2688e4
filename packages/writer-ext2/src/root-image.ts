import {
  type BytePath,
  type CallContext,
  displayPath,
  isSuperminError,
  type TakeRoom,
} from '@supermin/core';
import { type FileNode, type FileTree, startCopyThread, timed } from '@supermin/core/writer';
import type { ImageAhead } from './image/image-ahead.ts';
import { type WriteOptions, writeImage } from './image/write-image.ts';
import type { ImageForm } from './image-form.ts';
import type { SizeRequest } from './layout/size-request.ts';
import { dropSources } from './plan/drop-sources.ts';
import { type ImagePlan, planImage, writtenBytes } from './plan/image-plan.ts';
import { filesAhead } from './plan/plan-ahead.ts';
import { qcow2Plan } from './qcow2/qcow2-plan.ts';
import { writeCompressed } from './qcow2/write-compressed.ts';
import { formatSize } from './size-text.ts';
import { findDataRanges } from './sparse/find-data-ranges.ts';

export interface RootImageOptions extends Pick<CallContext, 'signal' | 'report'> {
  size: SizeRequest;
  /** Default: raw. */
  form?: ImageForm;
  /** Seconds since the epoch. */
  sourceDateEpoch?: number;
  /** Where the filesystem belongs. */
  mountPoint?: BytePath;
  /** Files whose data comes first; other files of the host follow. */
  first?: readonly FileNode[];
  /** What has been begun of them, of a raw image. */
  ahead?: ImageAhead | undefined;
  /** Takes room for what is written, before it is. */
  take?: TakeRoom | undefined;
}

/**
 * Plans and writes the image of a tree. What the image cannot hold, and files that turn out to be unreadable, are left
 * out (of the tree, too) with a warning: a build by an ordinary user must not fail for them.
 *
 * @throws SuperminError as `planImage` and `writeImage` do
 */
export async function writeRootImage(
  tree: FileTree,
  path: BytePath,
  options: RootImageOptions,
): Promise<void> {
  options.ahead?.settle();
  // Started now, it is there when the image is planned.
  const thread = options.ahead === undefined ? startCopyThread(tree.fileBytes()) : undefined;
  try {
    await planAndWrite(tree, path, { ...options, thread });
  } finally {
    await thread?.stop();
  }
}

async function planAndWrite(
  tree: FileTree,
  path: BytePath,
  options: RootImageOptions & Pick<WriteOptions, 'thread'>,
): Promise<void> {
  const { signal, report } = options;
  for (let first = true; ; first = false) {
    const plan = await timed(report, 'plan image', async () => {
      const dataRanges = await findDataRanges(tree, signal);
      return planImage(tree, {
        ...options,
        dataRanges,
        ahead: filesAhead(tree, options.first ?? []),
      });
    });
    if (first) {
      describe(plan, path, options);
      options.take?.(writtenBytes(plan));
    }
    try {
      return await timed(report, 'write image', () => writeForm(plan, path, options));
    } catch (error) {
      if (!isSuperminError(error) || error.code !== 'EXT2_UNREADABLE') throw error;
      const paths = dropSources(tree, error.cause as BytePath[]);
      if (paths.length === 0) throw error;
      for (const dropped of paths) {
        report({
          kind: 'warning',
          text: `${displayPath(dropped)} is left out: permission denied`,
        });
      }
    }
  }
}

function writeForm(
  plan: ImagePlan,
  path: BytePath,
  options: Pick<RootImageOptions, 'form'> & WriteOptions,
): Promise<void> {
  const { form = 'raw' } = options;
  if (form === 'compressed qcow2') return writeCompressed(plan, path, options);
  return writeImage(form === 'qcow2' ? qcow2Plan(plan) : plan, path, options);
}

function describe(
  plan: ImagePlan,
  path: BytePath,
  { report }: Pick<RootImageOptions, 'report'>,
): void {
  const size = formatSize(plan.size);
  const free = formatSize(plan.freeBytes);
  report({
    kind: 'message',
    level: 1,
    text: `ext2: creating ext2 filesystem '${displayPath(path)}' (${size}, ${free} free, UUID ${plan.uuid})`,
  });
  for (const { path: omitted, reason } of plan.omitted) {
    const why = reason === 'socket' ? 'it is a socket' : 'it must be a directory';
    report({ kind: 'warning', text: `${displayPath(omitted)} is left out of the image: ${why}` });
  }
  const [lost] = plan.lostAttributes;
  if (lost === undefined) return;
  const { length } = plan.lostAttributes;
  const what = length === 1 ? 'extended attribute is' : 'extended attributes are';
  const first = `${displayPath(lost.name)} of ${displayPath(lost.path)}`;
  report({
    kind: 'warning',
    text: `ext2: ${length} ${what} left out, which ext2 cannot hold (${first}${length > 1 ? ', ...' : ''})`,
  });
}
