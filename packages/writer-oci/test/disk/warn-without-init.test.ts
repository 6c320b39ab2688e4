import { nodesOf } from '@supermin/test-support/trees';
import { expect, it } from 'vitest';
import { warnWithoutInit } from '../../src/disk/warn-without-init.ts';

const { file, symlink, treeOf } = nodesOf({ uid: 0, gid: 0 });

it.each([
  ['none', {}, 1],
  ['one that cannot be started', { '/init': file('#!/bin/sh', { mode: 0o644 }) }, 1],
  ['a program', { '/init': file('#!/bin/sh', { mode: 0o755 }) }, 0],
  ['a link to one', { '/init': symlink('bin/sh'), '/bin/sh': file('', { mode: 0o755 }) }, 0],
])('%s', (_, files, warnings) => {
  const events: unknown[] = [];
  warnWithoutInit(treeOf(files), (event) => events.push(event));
  expect(events).toHaveLength(warnings);
  for (const event of events) {
    expect(event).toMatchObject({ kind: 'warning', hint: expect.stringContaining('./init') });
  }
});
