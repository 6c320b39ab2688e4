import { addModules, chooseKernel, kernelInputs, putInitrd, writeKernel } from '@supermin/boot';
import { refuseUnknownOptions, tarStream } from '@supermin/core/writer';

/** @type {import('@supermin/core').Writer} */
export const writer = {
  name: 'squashfs',
  outputs: () => ['kernel', 'initrd', 'root'],

  async inputs(context) {
    refuseUnknownOptions('writer squashfs', context.options, []);
    const kernel = chooseKernel(context);
    return { paths: kernelInputs(kernel, context.host), facts: [`kernel=${kernel.path}`] };
  },

  async write(tree, directory, context) {
    const { host, signal, copyKernel } = context;
    const kernel = chooseKernel(context);
    // The guest's init mounts the root as this: the initrd gets the driver, and overlayfs for what is written.
    await putInitrd(kernel, `${directory}/initrd`, { ...context, rootFilesystem: 'squashfs' });
    await addModules(tree, kernel, context);
    const made = host.pipe(
      'sqfstar',
      ['-quiet', '-no-progress', '-root-mode', mode(tree.root), 'root'],
      {
        cwd: directory,
        // The time of the filesystem and of `/`: without it they have the clock's, and no two images are the same.
        environment: { SOURCE_DATE_EPOCH: String(context.sourceDateEpoch ?? newest(tree)) },
        signal,
        package: 'squashfs-tools',
        input: tarStream(tree, context),
      },
    );
    // It says nothing; what it complains of is in the error.
    for await (const _ of made);
    await writeKernel(kernel, `${directory}/kernel`, { copy: copyKernel }, context);
  },
};

/** In whole seconds: no file is newer, and so sqfstar changes the time of none. */
function newest(tree) {
  let time = 0;
  for (const { node } of tree.walk()) time = Math.max(time, Math.ceil(node.mtime));
  return time;
}

/** An archive cannot tell it: its `./` is the directory that it is unpacked in. */
const mode = (root) => root.mode.toString(8);
