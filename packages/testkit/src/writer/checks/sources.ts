import assert from 'node:assert/strict';
import { lstatSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, check } from '../../support/check.ts';
import { userErrorOf } from '../../support/failure.ts';
import { hostFile, treeOf } from '../nodes.ts';
import type { WriterSubject } from '../subject.ts';
import { write } from '../write.ts';

/** The host's files are only read. */
export const sourceChecks: readonly Check<WriterSubject>[] = [
  check('leaves the files that it reads as they are', async (subject, scratch) => {
    const path = join(scratch, 'source');
    writeFileSync(path, 'source', { mode: 0o640 });
    utimesSync(path, 1_400_000_000, 1_400_000_000);
    const look = () => {
      const { mode, uid, gid, mtimeMs, nlink } = lstatSync(path);
      return { mode, uid, gid, mtimeMs, nlink, text: readFileSync(path, 'utf8') };
    };
    const before = look();
    const node = hostFile(path, 6, { mode: 0o755, mtime: 1_300_000_000 });
    await write(subject, treeOf(subject, { '/a': node }), scratch);
    assert.deepEqual(look(), before);
  }),
  check(
    'fails when a file has become shorter than the tree says, and names it',
    async (subject, scratch) => {
      const path = join(scratch, 'has-shrunk');
      writeFileSync(path, 'short');
      const tree = treeOf(subject, { '/a': hostFile(path, 100_000) });
      const when = 'a file that has become shorter';
      const error = await userErrorOf(() => write(subject, tree, scratch), when);
      assert(error.message.includes('has-shrunk'), `the message names the file: ${error.message}`);
    },
  ),
];
