import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { listDirectory, testWriter } from '@supermin/testkit';
import { writer } from './index.js';

// A test for every promise of the plugin contract.
testWriter(
  { describe, it },
  {
    writer,
    package: new URL('.', import.meta.url),
    // Reads back what was written, by a program that is not yours.
    read(output, scratch) {
      const argv = ['--xattrs', '--xattrs-include=*', '-xpf', `${output}/rootfs.{{NAME}}`];
      execFileSync('tar', [...argv, '-C', scratch]);
      return listDirectory(scratch);
    },
    // What the format cannot hold.
    lacks: ['holes', 'sockets'],
    // Values of options that inputs() has to refuse.
    refused: [{ file: '../outside' }, { file: '' }],
  },
);
