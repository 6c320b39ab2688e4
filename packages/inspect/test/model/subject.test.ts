import type { PackageContents } from '@supermin/core';
import { directory, file, special, symlink, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { attribute, plannedContents } from '../../src/model/subject.ts';

describe('plannedContents', () => {
  it('has the bytes of files, once for all names of one, and of nothing else', () => {
    const twin = file('twin');
    const long = file('a longer one');
    const tree = treeOf({
      '/a/twin': twin,
      '/b/twin': twin,
      '/b/long': long,
      '/b/link': symlink('long'),
      '/b/fifo': special('fifo'),
    });
    expect(plannedContents(tree)).toEqual({
      tree,
      size: 'twin'.length + 'a longer one'.length,
      stored: new Map([
        [twin, 'twin'.length],
        [long, 'a longer one'.length],
      ]),
      overhead: [],
      notes: [],
    });
  });
});

/** What a package lists. */
function listOf(id: string, ...paths: string[]): PackageContents {
  const pkg = { id, name: id, version: '1', arch: 'all' };
  return { package: pkg, files: paths.map((path) => ({ path, config: false })) };
}

describe('attribute', () => {
  it('gives a file to the last package that lists it, a directory to the first', () => {
    const tree = treeOf({ '/etc/shared': file(), '/etc/own': file() });
    const lists = [
      listOf('first', '/etc', '/etc/shared', '/etc/own'),
      listOf('second', '/etc', '/etc/shared'),
    ];
    expect(attribute(tree, lists)).toEqual([]);
    expect(tree.lookup('/etc')?.package).toBe(0);
    expect(tree.lookup('/etc/shared')?.package).toBe(1);
    expect(tree.lookup('/etc/own')?.package).toBe(0);
  });

  it('leaves what no package lists without one', () => {
    const tree = treeOf({ '/init': file(), '/etc/passwd': file() });
    attribute(tree, [listOf('a', '/etc')]);
    expect(tree.lookup('/init')).not.toHaveProperty('package');
    expect(tree.lookup('/etc/passwd')).not.toHaveProperty('package');
  });

  it('finds what lies in the root itself', () => {
    const tree = treeOf({ '/init': file(), '/etc': directory() });
    attribute(tree, [listOf('a', '/init', '/etc')]);
    expect(tree.lookup('/init')?.package).toBe(0);
    expect(tree.lookup('/etc')?.package).toBe(0);
  });

  it('follows links on the way to a path, and takes one at its end for the package’s own', () => {
    const tree = treeOf({
      '/usr/bin/sh': symlink('bash'),
      '/usr/bin/bash': file(),
      '/bin': symlink('usr/bin'),
    });
    attribute(tree, [listOf('shell', '/bin/sh')]);
    expect(tree.lookup('/usr/bin/sh')?.package).toBe(0);
    expect(tree.lookup('/usr/bin/bash')).not.toHaveProperty('package');
    expect(tree.lookup('/bin')).not.toHaveProperty('package');
  });

  it('passes over paths that are not there, in directories that are and that are not', () => {
    const tree = treeOf({ '/usr/bin/there': file() });
    const list = listOf('a', '/', '/none', '/no/directory', '/usr/bin/there/is/a/file');
    expect(attribute(tree, [list, listOf('b', '/usr/bin/none', '/usr/bin/there')])).toEqual([]);
    expect(tree.lookup('/usr/bin/there')?.package).toBe(1);
    expect(tree.count()).toBe(3);
  });

  it('tells which packages have no list that can be read, and goes on with the others', () => {
    const tree = treeOf({ '/a': file(), '/b': file() });
    const broken: PackageContents = {
      package: { id: 'broken\x1b', name: 'broken', version: '1', arch: 'all' },
      get files(): never {
        throw new Error('its list is damaged');
      },
    };
    const problems = attribute(tree, [listOf('a', '/a'), broken, listOf('b', '/b')]);
    expect(problems).toEqual(['broken\\x1b: its list is damaged']);
    expect(tree.lookup('/a')?.package).toBe(0);
    expect(tree.lookup('/b')?.package).toBe(2);
  });
});
