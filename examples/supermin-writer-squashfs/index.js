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
      ['-quiet', '-no-progress', ...rootOptions(tree.root), 'root'],
      {
        cwd: directory,
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

/** An archive cannot tell them: its `./` is the directory that it is unpacked in. */
function rootOptions({ mode, mtime }) {
  const options = { mode: mode.toString(8), time: Math.trunc(mtime) };
  return Object.entries(options).flatMap(([name, value]) => [`-root-${name}`, String(value)]);
}
