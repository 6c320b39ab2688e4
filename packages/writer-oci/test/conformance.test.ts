import { listDirectory, testWriter } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { writer } from '../src/index.ts';
import { unpack } from './support/judge.ts';

testWriter(
  { describe, it },
  {
    writer,
    package: new URL('..', import.meta.url),
    read(output, scratch) {
      unpack(output, scratch);
      return listDirectory(scratch);
    },
    // The format has no sockets; holes would need an extension of GNU's.
    lacks: ['holes', 'sockets'],
    refused: [
      ...[{ kind: 'nonsense' }, { compress: 'xz' }, { reference: 'UPPER:x' }],
      ...[{ program: 'relative' }, { size: '4G' }, { kind: 'disk', krun: true }],
    ],
  },
);
