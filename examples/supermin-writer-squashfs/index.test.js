import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { kernelHost, listDirectory, testWriter } from '@supermin/testkit';
import { writer } from './index.js';

testWriter(
  { describe, it },
  {
    writer,
    package: new URL('.', import.meta.url),
    // The judge is somebody else's program.
    read(output, scratch) {
      execFileSync('unsquashfs', ['-quiet', '-no-progress', '-f', '-d', scratch, `${output}/root`]);
      return listDirectory(scratch);
    },
    // sqfstar makes files without their holes, and gives `/` to root; tar has no sockets.
    lacks: ['holes', 'root directory', 'sockets'],
    adds: (path) => path.startsWith('/lib'),
    context: (scratch) => ({ host: kernelHost(scratch, 'squashfs') }),
  },
);
