import { closeSync, openSync, writeFileSync } from 'node:fs';
import { tarStream } from '@supermin/core/writer';

// An error for the user; without a `code` it would be shown as a mistake of ours.
const failure = (code, message) => Object.assign(new Error(message), { code });

/** @type {import('@supermin/core').Writer} */
export const writer = {
  name: 'tar',
  outputs: ({ options }) => [options['tar-name']],
  async inputs({ options: { 'tar-name': name, ...others } }) {
    for (const other in others) throw failure('TAR_OPTION', `tar: there is no option ${other}`);
    if (!/^(?!\.\.?$)[^/\0]+$/.test(name)) throw failure('TAR_NAME', `'${name}' is no file name`);
    return { paths: [], facts: [] };
  },

  async write(tree, directory, context) {
    context.signal.throwIfAborted();
    // Paths have one character per byte, so that every name comes through; Node.js takes the bytes.
    const path = Buffer.from(`${directory}/${context.options['tar-name']}`, 'latin1');
    const fd = openSync(path, 'wx');
    try {
      // It gives way to others, and ends with the signal, by itself.
      for await (const chunk of tarStream(tree, context)) writeFileSync(fd, chunk);
    } finally {
      closeSync(fd);
    }
  },

  // For `-o -`, as the manifest promises.
  stream: (tree, context) => tarStream(tree, context),
};
