import assert from 'node:assert/strict';
import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fromUnicode, removeTree } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { type Check, check } from '../../support/check.ts';
import { thrownBy } from '../../support/failure.ts';
import { file, hostFile, treeOf } from '../nodes.ts';
import type { WriterSubject } from '../subject.ts';
import { attempt, outputDirectory } from '../write.ts';

const FILES = 4;
const SIZE = 64 << 20;

/** The signal ends the work. */
export const abortChecks: readonly Check<WriterSubject>[] = [
  check('does not start when it has been aborted before', async (subject, scratch) => {
    const reason = new Error('aborted before');
    const { context } = attempt(subject, scratch, { signal: AbortSignal.abort(reason) });
    const output = outputDirectory(scratch);
    const write = () => subject.writer.write(smallTree(subject), fromUnicode(output), context);
    const error = await thrownBy(write, 'a signal that was aborted before');
    assert.equal(error, reason, `what is thrown is the signal's reason: ${String(error)}`);
    assert.deepEqual(readdirSync(output), [], 'nothing was written');
  }),
  check(
    'stops in the middle when it is aborted, and leaves nothing running',
    async (subject, scratch) => {
      const output = outputDirectory(scratch);
      const controller = new AbortController();
      const { context } = attempt(subject, scratch, { signal: controller.signal });
      const reason = new Error('aborted in the middle');
      // The first chance that it gives to others: it has to give one, and soon.
      setImmediate(() => controller.abort(reason));
      const tree = longTree(subject, scratch);
      const write = () => subject.writer.write(tree, fromUnicode(output), context);
      const error = await thrownBy(write, 'aborted in the middle of 256 MiB');
      assert.equal(error, reason, `what is thrown is the signal's reason: ${String(error)}`);
      assert.deepEqual(readdirSync(dirname(output)), ['written'], 'nothing is left beside it');
      assert.deepEqual(openFilesBelow(scratch), [], 'no file is left open');
      removeTree(fromUnicode(output));
      await setTimeout(50);
      assert(!existsSync(output), 'it does not go on writing');
    },
  ),
];

function smallTree(subject: WriterSubject): FileTree {
  return treeOf(subject, { '/a': file('a') });
}

/** So much that no machine writes it before an event loop has turned once. */
function longTree(subject: WriterSubject, scratch: string): FileTree {
  const source = join(scratch, 'large');
  const fd = openSync(source, 'w');
  ftruncateSync(fd, SIZE);
  closeSync(fd);
  const names = Array.from({ length: FILES }, (_, i) => [`/f${i}`, hostFile(source, SIZE)]);
  return treeOf(subject, Object.fromEntries(names));
}

function openFilesBelow(directory: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(`${directory}/`) ? [target] : [];
    } catch {
      // The one that the directory itself was read with.
      return [];
    }
  });
}
