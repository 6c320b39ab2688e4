import {
  chooseKernel,
  type Kernel,
  kernelInputs,
  type ModuleSource,
  modulesDirectory,
  modulesParents,
  parseModules,
  putInitrd,
  readModulesImage,
  withModules,
  withSelectedModules,
  writeKernel,
} from '@supermin/boot';
import {
  type BytePath,
  displayPath,
  joinPath,
  type Writer,
  type WriterContext,
} from '@supermin/core';
import { type FileTree, refuseUnknownOptions, timed } from '@supermin/core/writer';
import { parseSize } from './layout/size-request.ts';
import { type BegunModules, beginModules, filesOf } from './modules/begin-modules.ts';
import { putModulesImage } from './modules/shared-image.ts';
import { writeRootImage } from './root-image.ts';

/** As in the manifest, for callers that pass plugin objects and no options. */
const DEFAULT_SIZE = '4G';
const DEFAULT_MODULES = 'all';

/**
 * A bootable image `root` with its `kernel` and a minimal `initrd` that finds and mounts it; with `--modules image` also
 * `modules`, which the initrd mounts at `/lib/modules/VERSION` of it.
 */
export const writer: Writer = {
  name: 'ext2',

  outputs: (context) =>
    modulesOption(context) === 'image'
      ? ['kernel', 'initrd', 'root', 'modules']
      : ['kernel', 'initrd', 'root'],

  async inputs(context) {
    // A size that makes no sense is an error before anything is read.
    refuseUnknownOptions('writer ext2', context.options, ['size', 'modules']);
    const size = sizeOption(context);
    parseSize(size);
    const modules = modulesOption(context);
    parseModules(modules);
    const kernel = chooseKernel(context);
    return {
      paths: kernelInputs(kernel, context.host),
      facts: [
        `size=${size}`,
        `modules=${modules}`,
        `kernel=${kernel.path}`,
        `copy-kernel=${context.copyKernel}`,
      ],
    };
  },

  write: (tree, directory, context) => writeAll(tree, directory, context),

  async begin(directory, context) {
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
  await withModules(kernel, directory, context, (source) =>
    writeBootable(tree, directory, context, kernel, source, begun),
  );
  await timed(report, 'kernel', () =>
    writeKernel(kernel, joinPath(directory, 'kernel'), { copy: copyKernel }, context),
  );
}

/** The initrd and the image. */
async function writeBootable(
  tree: FileTree,
  directory: BytePath,
  context: WriterContext,
  kernel: Kernel,
  source: ModuleSource,
  begun?: BegunModules,
): Promise<void> {
  const { report } = context;
  const say = (text: string) => report({ kind: 'message', level: 1, text });
  const modules = parseModules(modulesOption(context));
  const size = parseSize(sizeOption(context));
  const root = joinPath(directory, 'root');
  const modulesMount =
    modules.kind === 'image'
      ? await timed(report, 'modules image', () =>
          mountModules(tree, kernel, joinPath(directory, 'modules'), context),
        )
      : undefined;
  if (modules.kind === 'all' || modules.kind === 'named') say('ext2: copying kernel modules');
  // First: a second thread is still at what was begun of the image, and they could not both write to that.
  const initrd = joinPath(directory, 'initrd');
  say(`ext2: creating minimal initrd '${displayPath(initrd)}'`);
  const { host } = source.context;
  await timed(report, 'initrd', () =>
    putInitrd(source.kernel, initrd, { ...context, host, ...(modulesMount && { modulesMount }) }),
  );
  await withSelectedModules(
    tree,
    source,
    modules,
    directory,
    (added) =>
      writeRootImage(tree, root, {
        ...{ ...context, size, ahead: begun?.ahead },
        first: added === undefined ? [] : filesOf(added),
      }),
    // Another one may have been installed in between.
    begun?.kernel.modules === kernel.modules ? begun.modules : undefined,
  );
}

/** Makes the mount point; the guest, before it has changed its root, cannot follow links to it. */
async function mountModules(
  tree: FileTree,
  kernel: Kernel,
  file: BytePath,
  context: WriterContext,
): Promise<{ uuid: string; path: BytePath }> {
  context.report({ kind: 'message', level: 1, text: 'ext2: linking the modules image' });
  await putModulesImage(kernel, file, context);
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
