import type { TreeNode } from '@supermin/core/writer';
import { directory, file, symlink, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { requireInit } from '../../src/plan/require-init.ts';

const PROGRAM = file('#!/bin/sh\n', { mode: 0o755 });

describe('requireInit', () => {
  it.each<[string, Record<string, TreeNode>]>([
    ['a program', { '/init': PROGRAM }],
    ['an absolute link', { '/sbin/init': PROGRAM, '/init': symlink('/sbin/init') }],
    ['a relative link', { '/sbin/init': PROGRAM, '/init': symlink('sbin/init') }],
    [
      'a chain of links through links',
      {
        '/usr/lib/systemd/systemd': PROGRAM,
        '/lib': symlink('usr/lib'),
        '/usr/sbin/init': symlink('../../lib/systemd/systemd'),
        '/sbin': symlink('usr/sbin'),
        '/init': symlink('/sbin/init'),
      },
    ],
  ])('is content with %s', (_, nodes) => {
    expect(() => requireInit(treeOf(nodes))).not.toThrow();
  });

  it.each<[string, Record<string, TreeNode>]>([
    ['nothing', {}],
    ['a file that is not executable', { '/init': file('x', { mode: 0o644 }) }],
    ['a link to such a file', { '/x': file('x', { mode: 0o644 }), '/init': symlink('x') }],
    ['a dangling link', { '/init': symlink('/sbin/init') }],
    ['a link to itself', { '/init': symlink('init') }],
    ['a directory', { '/init': directory() }],
    ['a link to a directory', { '/d': directory(), '/init': symlink('d') }],
    ['a link to the root', { '/init': symlink('/') }],
    ['a link to a parent', { '/d': directory(), '/init': symlink('d/..') }],
  ])('is an error with a hint for %s', (_, nodes) => {
    expect(() => requireInit(treeOf(nodes))).toThrow(
      expect.objectContaining({
        code: 'CPIO_NO_INIT',
        hint: 'add it with a base archive (a tarball that holds ./init), executable',
      }),
    );
  });
});
