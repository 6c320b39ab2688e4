import { closeSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pacer } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { commitMetadata, writeMetadata } from '../../src/image/commit-metadata.ts';
import { expectSound, judge } from '../support/judge.ts';
import { directory, file, plan, quiet, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();

it('writes a directory that is larger than the writeBuffer, and the superblock last', async () => {
  const shared = file('');
  const children = new Map(
    Array.from({ length: 6000 }, (_, n) => [`${n}`.padStart(240, 'n'), shared] as const),
  );
  const planned = plan(treeOf({ '/d': directory({ children }) }), '16M');
  expect(Math.max(...planned.metadata.length)).toBeGreaterThan(2 ** 20);
  const image = join(scratch, 'image');
  writeFileSync(image, '');
  truncateSync(image, planned.size);

  const stop = new AbortController();
  stop.abort(new Error('enough'));
  const stopped = openSync(image, 'r+');
  const due = new Pacer(stop.signal);
  let calls = 0;
  due.due = () => ++calls > 5;
  await expect(writeMetadata(planned, stopped, due)).rejects.toThrow('enough');
  closeSync(stopped);
  expect(readFileSync(image).readUInt16LE(1024 + 0x38)).toBe(0);

  const fd = openSync(image, 'r+');
  await writeMetadata(planned, fd, new Pacer(quiet.signal));
  commitMetadata(planned, fd);
  closeSync(fd);
  expectSound(image);
  expect(judge('debugfs', '-R', 'ls -p /d', image).stdout.split('\n').length).toBeGreaterThan(6000);
});
