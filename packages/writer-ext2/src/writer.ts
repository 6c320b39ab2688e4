import { addModules, chooseKernel, kernelInputs, writeInitrd, writeKernel } from '@supermin/boot';
import {
  displayPath,
  joinPath,
  refuseUnknownOptions,
  timed,
  type Writer,
  type WriterContext,
} from '@supermin/core';
import { parseSize } from './layout/size-request.ts';
import { writeRootImage } from './root-image.ts';

/** As in the manifest, for callers that pass plugin objects and no options. */
const DEFAULT_SIZE = '4G';

/** A bootable image `root` with its `kernel` and a minimal `initrd` that finds and mounts it. */
export const writer: Writer = {
  name: 'ext2',

  outputs: () => ['kernel', 'initrd', 'root'],

  async inputs(context) {
    // A size that makes no sense is an error before anything is read.
    refuseUnknownOptions('ext2', context.options, ['size']);
    const size = sizeOption(context);
    parseSize(size);
    const kernel = chooseKernel(context);
    return {
      paths: kernelInputs(kernel, context.host),
      facts: [`size=${size}`, `kernel=${kernel.path}`, `copy-kernel=${context.copyKernel}`],
    };
  },

  async write(tree, directory, context) {
    const { copyKernel, report } = context;
    const say = (text: string) => report({ kind: 'message', level: 1, text });
    const size = parseSize(sizeOption(context));
    const kernel = chooseKernel(context);
    say('ext2: copying kernel modules');
    await timed(report, 'kernel modules', () => addModules(tree, kernel, context));
    await writeRootImage(tree, joinPath(directory, 'root'), { ...context, size });
    const initrd = joinPath(directory, 'initrd');
    say(`ext2: creating minimal initrd '${displayPath(initrd)}'`);
    await timed(report, 'initrd', () => writeInitrd(kernel, initrd, context));
    await timed(report, 'kernel', () =>
      writeKernel(kernel, joinPath(directory, 'kernel'), { copy: copyKernel }, context),
    );
  },
};

function sizeOption({ options }: WriterContext): string {
  return String(options.size ?? DEFAULT_SIZE);
}
