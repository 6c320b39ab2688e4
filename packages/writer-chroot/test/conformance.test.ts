import { listDirectory, testWriter } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { writer } from '../src/index.ts';

testWriter(
  { describe, it },
  {
    writer,
    package: new URL('..', import.meta.url),
    read: (output) => listDirectory(output),
    // Links become relative, so that they lead to the same place from outside; the output directory is made as the user makes any.
    lacks: ['absolute links', 'root directory', 'sockets'],
    // A filesystem that can share blocks would have all done before it could be stopped.
    context: () => ({ options: { link: 'copy' } }),
    refused: [{ link: 'nonsense' }],
  },
);
