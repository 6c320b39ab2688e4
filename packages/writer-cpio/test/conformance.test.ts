import { readFileSync } from 'node:fs';
import { file } from '@supermin/test-support/trees';
import { listDirectory, testWriter } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { writer } from '../src/index.ts';
import { unpack } from './support/judge.ts';
import { kernelHost } from './support/kernel.ts';

testWriter(
  { describe, it },
  {
    writer,
    package: new URL('..', import.meta.url),
    read(output, scratch) {
      unpack(readFileSync(`${output}/initrd`), scratch);
      return listDirectory(scratch);
    },
    // cpio(1) makes directories, then what is in them; the format has no attributes, and the root is the kernel's own.
    lacks: ['directory times', 'holes', 'root directory', 'xattrs'],
    prepare: (tree) => tree.put('/init', file('#!/bin/sh\n', { mode: 0o755 })),
    adds: (path) => path.startsWith('/lib'),
    context: (scratch) => ({ host: kernelHost(scratch) }),
    refused: [{ compress: 'nonsense' }],
  },
);
