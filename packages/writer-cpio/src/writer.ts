import {
  chooseKernel,
  type Kernel,
  kernelInputs,
  type ModuleSelection,
  modulesOptionUnfit,
  openModules,
  parseModules,
  putSelectedModules,
  writeKernel,
} from '@supermin/boot';
import {
  type BytePath,
  displayPath,
  firstFew,
  joinPath,
  type Report,
  type Writer,
  type WriterContext,
} from '@supermin/core';
import { type FileTree, refuseUnknownOptions, startCopyThread, timed } from '@supermin/core/writer';
import { parseCompression } from './compression.ts';
import { inspectInitramfs } from './inspect.ts';
import { type ArchivePlan, planArchive } from './plan/archive-plan.ts';
import { requireInit } from './plan/require-init.ts';
import { archiveChunks } from './write/write-archive.ts';
import { type WriteOptions, writeInitramfs } from './write/write-initramfs.ts';

/** As in the manifest, for callers that pass plugin objects and no options. */
const DEFAULT_MODULES = 'all';

/** The whole appliance as an initramfs, `initrd`, beside its `kernel`: it boots without any disk. */
export const writer: Writer = {
  name: 'cpio',

  outputs: () => ['kernel', 'initrd'],

  inspect: inspectInitramfs,

  async inputs(context) {
    // A compression that makes no sense is an error before anything is read.
    refuseUnknownOptions('writer cpio', context.options, ['compress', 'modules']);
    parseCompression(context.options.compress);
    moduleSelection(context);
    return { paths: kernelInputs(chooseKernel(context), context.host), facts: [] };
  },

  async write(tree, directory, context) {
    requireInit(tree);
    const compression = parseCompression(context.options.compress);
    // Started now, it is there when the archive is planned. A compressor is slower than one thread.
    const thread = compression === 'none' ? startCopyThread(tree.fileBytes()) : undefined;
    try {
      await writeBootable(tree, directory, context, { compression, thread });
    } finally {
      await thread?.stop();
    }
  },

  /** Only the initramfs: a stream is one file. */
  async *stream(tree, context) {
    requireInit(tree);
    const plan = await planWithModules(tree, chooseKernel(context), context);
    const compression = parseCompression(context.options.compress);
    warnOfLosses(plan, yield* archiveChunks(plan, compression, context), context.report);
  },
};

async function writeBootable(
  tree: FileTree,
  directory: BytePath,
  context: WriterContext,
  how: Pick<WriteOptions, 'compression' | 'thread'>,
): Promise<void> {
  const { copyKernel, host, report, signal } = context;
  const kernel = chooseKernel(context);
  const initrd = joinPath(directory, 'initrd');
  const plan = await planWithModules(tree, kernel, context);
  const text = `cpio: creating initramfs '${displayPath(initrd)}' (${plan.length} bytes unpacked)`;
  report({ kind: 'message', level: 1, text });
  const unreadable = await timed(report, 'write initramfs', () =>
    writeInitramfs(plan, initrd, { ...how, host, signal, report }),
  );
  warnOfLosses(plan, unreadable, report);
  await timed(report, 'kernel', () =>
    writeKernel(kernel, joinPath(directory, 'kernel'), { copy: copyKernel }, context),
  );
}

/** Adds the modules, and plans the archive. */
async function planWithModules(
  tree: FileTree,
  kernel: Kernel,
  context: WriterContext,
): Promise<ArchivePlan> {
  const { report } = context;
  report({ kind: 'message', level: 1, text: 'cpio: copying kernel modules' });
  await putSelectedModules(tree, await openModules(kernel, context), moduleSelection(context));
  return timed(report, 'plan initramfs', async () => planArchive(tree));
}

/** @param unreadable files that this user may not read */
function warnOfLosses(plan: ArchivePlan, unreadable: readonly BytePath[], report: Report): void {
  warn(report, unreadable, 'cannot be read by this user and will be missing');
  warn(report, plan.attributed, 'lost extended attributes, which cpio cannot hold');
}

/** There is no disk that could hold a file of them. */
function moduleSelection({ options }: WriterContext): ModuleSelection {
  const text = String(options.modules ?? DEFAULT_MODULES);
  const selection = parseModules(text);
  if (selection.kind === 'image') throw modulesOptionUnfit(text, 'cpio');
  return selection;
}

/** So many are named. */
const NAMED = 3;

function warn(report: Report, paths: readonly BytePath[], what: string): void {
  if (paths.length === 0) return;
  const named = firstFew(paths.map(displayPath), NAMED);
  const files = paths.length === 1 ? '1 file' : `${paths.length} files`;
  report({ kind: 'warning', text: `${files} ${what}: ${named}` });
}
