import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { listDirectory, testWriter } from '@supermin/testkit';
import { writer } from './index.js';

testWriter(
  { describe, it },
  {
    writer,
    package: new URL('.', import.meta.url),
    // The judge is somebody else's program.
    read(output, scratch) {
      const attributes = ['--xattrs', '--xattrs-include=*'];
      execFileSync('tar', [...attributes, '-xpf', `${output}/rootfs.tar`, '-C', scratch]);
      return listDirectory(scratch);
    },
    // The format has no sockets; holes would need an extension of GNU's.
    lacks: ['holes', 'sockets'],
    refused: [{ 'tar-name': '../outside.tar' }, { 'tar-name': '' }],
  },
);

it('calls the tarball as it is told to', () => {
  assert.deepEqual(writer.outputs({ options: { 'tar-name': 'image.tar' } }), ['image.tar']);
});
