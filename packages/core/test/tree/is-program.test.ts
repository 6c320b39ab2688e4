import { nodesOf } from '@supermin/test-support/trees';
import { expect, it } from 'vitest';
import { isProgram } from '../../src/tree/is-program.ts';

const { directory, file, symlink, treeOf } = nodesOf({ uid: 0, gid: 0 });

it.each<[string, boolean]>([
  ['/sbin/init', true],
  ['/init', true],
  // As the kernel sees it: `..` of where the link leads to.
  ['/around', true],
  ['/text', false],
  ['/dangling', false],
  ['/usr', false],
  ['/missing', false],
])('%s: %s', (path, expected) => {
  const tree = treeOf({
    '/usr/sbin/init': file('#!/bin/sh\n', { mode: 0o755 }),
    '/sbin': symlink('usr/sbin'),
    '/init': symlink('/sbin/init'),
    '/around': symlink('sbin/../sbin/init'),
    '/text': file('x', { mode: 0o644 }),
    '/dangling': symlink('nowhere'),
    '/usr/lib': directory(),
  });
  expect(isProgram(tree, path)).toBe(expected);
});
