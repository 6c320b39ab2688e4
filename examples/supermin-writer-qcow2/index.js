import { mkdirSync, renameSync } from 'node:fs';

// Paths have one character per byte; Node.js takes the bytes. Arguments of programs are text: they are named from `cwd`.
const systemPath = (path) => Buffer.from(path, 'latin1');

/** What is asked of the image goes on to the writer that makes it. */
const ext2 = ({ writer, options: { 'qcow2-compress': _, ...own } }) => writer('ext2', own);

/** @type {import('@supermin/core').Writer} */
export const writer = {
  name: 'qcow2',
  outputs: () => ['kernel', 'initrd', 'root.qcow2'],

  async inputs(context) {
    return (await ext2(context)).inputs();
  },

  async write(tree, directory, context) {
    const { host, options, signal } = context;
    // Beside the output, and gone when this is over, whatever happens.
    const raw = `${context.temporaryDirectory()}/raw`;
    mkdirSync(systemPath(raw));
    await (await ext2(context)).write(tree, raw);
    const compress = options['qcow2-compress'] ? ['-c'] : [];
    const args = ['convert', '-f', 'raw', '-O', 'qcow2', ...compress, 'root', 'root.qcow2'];
    const convert = host.pipe('qemu-img', args, { cwd: raw, signal, package: 'qemu-utils' });
    // It says nothing; what it complains of is in the error.
    for await (const _ of convert);
    for (const name of ['kernel', 'initrd', 'root.qcow2']) {
      renameSync(systemPath(`${raw}/${name}`), systemPath(`${directory}/${name}`));
    }
  },
};
