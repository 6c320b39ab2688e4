import { closeSync, openSync, writeFileSync } from 'node:fs';
import { SuperminError } from '@supermin/core';
import { refuseUnknownOptions, tarStream } from '@supermin/core/writer';

/** @type {import('@supermin/core').Writer} */
export const writer = {
  name: '{{NAME}}',

  // The files that it makes. For a format that is a directory: [].
  outputs: ({ options }) => [options.file],

  // Asked first: a wrong option is an error here. What the result depends on besides the tree stands in `paths` and `facts`.
  async inputs({ options }) {
    refuseUnknownOptions('writer {{NAME}}', options, ['file']);
    if (!/^(?!\.{1,2}$)[^/\0]+$/.test(options.file)) {
      throw new SuperminError('{{CODE}}_FILE', `--file: '${options.file}' is not a file name`, {
        hint: 'choose a name without a slash',
      });
    }
    return { paths: [], facts: [] };
  },

  // Starts as a tarball: put your format in its place. `tree.walk()` gives every entry, parents first; `tarStream` is of use
  // for programs that read tar archives.
  async write(tree, directory, { options, signal, report }) {
    signal.throwIfAborted();
    // Paths have one character per byte, so that every name comes through; Node.js takes the bytes.
    const path = Buffer.from(`${directory}/${options.file}`, 'latin1');
    const fd = openSync(path, 'wx', 0o644);
    try {
      for await (const bytes of tarStream(tree, { signal, report })) writeFileSync(fd, bytes);
    } finally {
      closeSync(fd);
    }
  },
};
