import {
  chooseKernel,
  findGuestInit,
  type Kernel,
  kernelInputs,
  type ModuleSource,
  modulesDirectory,
  modulesParents,
  openModules,
  type PutInitrdContext,
  parseModules,
  putInitrd,
  putSelectedModules,
  readModulesImage,
  writeKernel,
} from '@supermin/boot';
import {
  type BytePath,
  displayPath,
  joinPath,
  type Report,
  type Writer,
  type WriterContext,
} from '@supermin/core';
import { type FileTree, refuseUnknownOptions, timed } from '@supermin/core/writer';
import { imageForm, imageName } from './image-form.ts';
import { inspectImage, inspectOutput } from './inspect/inspect.ts';
import { parseSize } from './layout/size-request.ts';
import { type BegunModules, beginModules, filesOf } from './modules/begin-modules.ts';
import { putModulesImage } from './modules/shared-image.ts';
import { writeRootImage } from './root-image.ts';

/** Bytes: no initrd is larger, which has the modules for a disk and a filesystem. */
const LARGEST_INITRD = 8 * 2 ** 20;

/** As in the manifest, for callers that pass plugin objects and no options. */
const DEFAULT_SIZE = '4G';
const DEFAULT_MODULES = 'all';

/**
 * A bootable image `root` with its `kernel` and a minimal `initrd` that finds and mounts it; with `--modules image` also
 * `modules`, which the initrd mounts at `/lib/modules/VERSION` of it.
 */
export const writer: Writer = {
  name: 'ext2',

  outputs: (context) => {
    const files = ['kernel', 'initrd', imageName(imageForm(context.options))];
    return modulesOption(context) === 'image' ? [...files, 'modules'] : files;
  },

  inspect: async (output, context) => inspectOutput(output, context),

  inspectImage: async (image, context) => inspectImage(image, context),

  async inputs(context) {
    // A size that makes no sense is an error before anything is read.
    refuseUnknownOptions('writer ext2', context.options, ['size', 'modules', 'image', 'compress']);
    parseSize(sizeOption(context));
    parseModules(modulesOption(context));
    imageForm(context.options);
    const kernel = kernelInputs(chooseKernel(context), context.host);
    // It is in the initrd. That there is none is told when it is written.
    const init = findGuestInit(context.cpu);
    return { paths: init === undefined ? kernel : [...kernel, init], facts: [] };
  },

  write: (tree, directory, context) => writeAll(tree, directory, context),

  async begin(directory, context) {
    // Where the bytes of another form are in its file is known when all of the image is.
    if (imageForm(context.options) !== 'raw') return undefined;
    if (modulesOption(context) !== 'all') return undefined;
    const begun = await beginModules(joinPath(directory, 'root'), sizeOption(context), context);
    return (
      begun && {
        write: (tree) => writeAll(tree, directory, context, begun),
        grow: (tree) => begun.ahead?.grow(tree),
        stop: async () => begun.ahead?.stop(),
      }
    );
  },
};

async function writeAll(
  tree: FileTree,
  directory: BytePath,
  context: WriterContext,
  begun?: BegunModules,
): Promise<void> {
  const { copyKernel, report } = context;
  const kernel = chooseKernel(context);
  const modules = parseModules(modulesOption(context));
  const modulesMount =
    modules.kind === 'image' ? await mountModules(tree, kernel, directory, context) : undefined;
  const source = await openModules(kernel, context);
  context.reserve?.(LARGEST_INITRD);
  // First: a second thread is still at what was begun of the image, and they could not both write to that.
  await writeInitrd(source, directory, { ...context, modulesMount });
  if (modules.kind === 'all' || modules.kind === 'named') say(report, 'copying kernel modules');
  // Another kernel may have been installed in between.
  const known = begun?.kernel.modules === kernel.modules ? begun.modules : undefined;
  const added = await putSelectedModules(tree, source, modules, known);
  const form = imageForm(context.options);
  await writeRootImage(tree, joinPath(directory, imageName(form)), {
    ...context,
    form,
    size: parseSize(sizeOption(context)),
    first: added === undefined ? [] : filesOf(added),
    ahead: begun?.ahead,
    take: context.reserve,
  });
  await timed(report, 'kernel', () =>
    writeKernel(kernel, joinPath(directory, 'kernel'), { copy: copyKernel }, context),
  );
}

function writeInitrd(
  { kernel, context: { host } }: ModuleSource,
  directory: BytePath,
  context: PutInitrdContext,
): Promise<void> {
  const initrd = joinPath(directory, 'initrd');
  say(context.report, `creating minimal initrd '${displayPath(initrd)}'`);
  return timed(context.report, 'initrd', () => putInitrd(kernel, initrd, { ...context, host }));
}

function say(report: Report, text: string): void {
  report({ kind: 'message', level: 1, text: `ext2: ${text}` });
}

/** Makes the mount point; the guest, before it has changed its root, cannot follow links to it. */
async function mountModules(
  tree: FileTree,
  kernel: Kernel,
  directory: BytePath,
  context: WriterContext,
): Promise<{ uuid: string; path: BytePath }> {
  const file = joinPath(directory, 'modules');
  say(context.report, 'linking the modules image');
  await timed(context.report, 'modules image', () => putModulesImage(kernel, file, context));
  tree.makeDirectory(modulesDirectory(kernel.version), modulesParents(tree, context));
  const path = tree.realPath(modulesDirectory(kernel.version));
  return { uuid: readModulesImage({ kind: 'path', path: file })!.uuid, path };
}

function sizeOption({ options }: WriterContext): string {
  return String(options.size ?? DEFAULT_SIZE);
}

function modulesOption({ options }: WriterContext): string {
  return String(options.modules ?? DEFAULT_MODULES);
}
