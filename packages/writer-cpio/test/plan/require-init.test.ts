import type { TreeNode } from '@supermin/core/writer';
import { directory, file, symlink, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { requireInit } from '../../src/plan/require-init.ts';

const PROGRAM = file('#!/bin/sh\n', { mode: 0o755 });

/** `/init` leads to a program by so many links. */
function chain(links: number): Record<string, TreeNode> {
  const names = ['init', ...Array.from({ length: links }, (_, index) => `link${index}`)];
  const nodes: Record<string, TreeNode> = { [`/${names.at(-1)}`]: PROGRAM };
  for (let link = 0; link < links; link++) nodes[`/${names[link]}`] = symlink(names[link + 1]!);
  return nodes;
}

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
    [
      'an absolute link in a directory',
      {
        '/lib/systemd': PROGRAM,
        '/sbin/init': symlink('/lib/systemd'),
        '/init': symlink('sbin/init'),
      },
    ],
    ['40 links, as many as Linux follows', chain(40)],
  ])('is content with %s', (_, nodes) => {
    expect(() => requireInit(treeOf(nodes))).not.toThrow();
  });

  it.each<[string, Record<string, TreeNode>]>([
    ['nothing', {}],
    ['a file that is not executable', { '/init': file('x', { mode: 0o644 }) }],
    ['a link to such a file', { '/x': file('x', { mode: 0o644 }), '/init': symlink('x') }],
    ['a dangling link', { '/init': symlink('/sbin/init') }],
    ['a link to itself', { '/init': symlink('init') }],
    ['41 links', chain(41)],
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
